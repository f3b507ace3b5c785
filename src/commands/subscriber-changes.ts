import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { UserError } from '../errors.ts'
import { parseAddress } from '../subscribers/address.ts'
import { findSubscriber, type Subscriber } from '../subscribers/find.ts'
import { readLeavers } from '../subscribers/leavers.ts'
import { unsubscribe } from '../subscribers/unsubscribe.ts'
import { changePreferences } from '../subscribers/update-preferences.ts'
import { print, printJson, printTable } from './output.ts'
import {
  addPreferenceFlags,
  listHelp,
  parsePreferenceFlags,
  type PreferenceOptions,
} from './preference-flags.ts'
import { parseCount, withContext } from './run.ts'
import { tellProblem, tellProblems } from '../subscribers/problems.ts'

type Json = { json?: boolean }

/** What an operator changes in one subscription, and why subscriptions have ended. */
export function addSubscriberChanges(subscribers: Command): void {
  subscribers
    .command('unsubscribe <email>')
    .description('end a subscription, as its owner can do; they get no mail about it')
    .option('--reason <words>', 'why, as they have told you')
    .action((email: string, { reason = null }: { reason?: string | null }) =>
      withContext((context) => unsubscribeOne(context, email, reason)),
    )
  addPreferenceFlags(
    subscribers.command('edit <email>').description('change the given preferences of an active subscriber'),
  )
    .addHelpText('after', listHelp)
    .action((email: string, options: PreferenceOptions) =>
      withContext((context) => edit(context, email, options)),
    )
  subscribers
    .command('left')
    .description('how many subscriptions have ended, and the reasons that were given')
    .option('--days <n>', 'in the last n days', '30')
    .option('--json', 'print as JSON')
    .action((options: Json & { days: string }) => withContext((context) => left(context, options)))
}

async function unsubscribeOne({ db, clock }: Context, email: string, reason: string | null): Promise<void> {
  const subscriber = await findOrFail(db, email)
  const isChanged = await unsubscribe(db, subscriber.id, clock(), reason)
  print(`${subscriber.email}: ${isChanged ? 'unsubscribed' : 'had unsubscribed already'}`)
}

async function edit({ db }: Context, email: string, options: PreferenceOptions): Promise<void> {
  const subscriber = await findOrFail(db, email)
  const given = parsePreferenceFlags(options)
  if (Object.keys(given).length === 0)
    throw new UserError('Say what to change. Add --help to see the options.')
  const changed = await changePreferences(db, subscriber.id, () => given)
  if (!changed)
    throw new UserError(`${subscriber.email} is ${subscriber.status}: only who is active has preferences.`)
  if (!changed.ok) throw new UserError(tellProblems(changed.problems).join('\n'))
  print(`${subscriber.email}: changed`)
}

async function left({ db, clock }: Context, { days, json }: Json & { days: string }): Promise<void> {
  const count = parseCount('--days', days, 1)
  const leavers = await readLeavers(db, new Date(clock().getTime() - count * 86_400_000))
  if (json) return printJson(leavers)
  print(`${leavers.left} have left in the last ${count} days.`)
  if (leavers.reasons.length === 0) return
  print()
  printTable(
    ['reason', 'count'],
    leavers.reasons.map(({ reason, count: times }) => [reason, times]),
  )
}

/** @throws {UserError} where it is no address, or nobody's */
async function findOrFail(db: Context['db'], email: string): Promise<Subscriber> {
  const checked = parseAddress(email)
  if (!checked.ok) throw new UserError(tellProblem(checked.problem))
  const subscriber = await findSubscriber(db, checked.address.emailKey)
  if (!subscriber) throw new UserError(`There is no subscriber ${email}.`)
  return subscriber
}
