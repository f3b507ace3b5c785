import type { Context } from '../src/context.ts'
import { openMailbox, type MailSummary } from '../src/inbox/mailbox.ts'
import { eraseLateReplies } from '../src/ledger/history.ts'
import { cleanFiles } from '../src/own-data/clean-files.ts'
import { parseAddress } from '../src/subscribers/address.ts'
import { findErased, findUncleaned, markCleaned } from '../src/subscribers/erasure-record.ts'
import { findSubscriber } from '../src/subscribers/find.ts'

/** By then a message that was on its way when someone was erased has arrived or was given up. */
const onTheWayMs = 10 * 60_000

/**
 * Removes from files what is left there of people who were erased: their mails in the built-in inbox, and what the
 * database's files still hold of deleted rows. Does nothing where nobody was erased since it was last done.
 *
 * @returns how many people it was done for
 */
export async function cleanAfterErasure(context: Context): Promise<number> {
  const { db, config, clock } = context
  const now = clock()
  const erased = await findUncleaned(db, new Date(now.getTime() - onTheWayMs))
  const [first] = erased
  if (!first) return 0
  await removeErasedMails(context)
  await eraseLateReplies(db, first.erasedAt)
  await cleanFiles(db, config.store.databaseUrl === null)
  await markCleaned(
    db,
    erased.map(({ hash }) => hash),
    now,
  )
  return erased.length
}

/** Those that came before their reader was erased, or whose reader has not come back. */
async function removeErasedMails({ db, config, logger }: Context): Promise<void> {
  const mailbox = openMailbox(config.store.dataDir, logger)
  const mails = (await mailbox.list()).map((mail) => ({ ...mail, keys: keysOf(mail) }))
  const keys = [...new Set(mails.flatMap((mail) => mail.keys))]
  const erased = await findErased(db, config.secretKeys, keys)
  const isBack = new Map<string, boolean>()
  for (const key of erased.keys()) isBack.set(key, (await findSubscriber(db, key)) !== undefined)
  for (const { id, keys: own, receivedAt } of mails) {
    const isOver = own.some((key) => {
      const erasedAt = erased.get(key)?.erasedAt
      return erasedAt !== undefined && (receivedAt <= erasedAt || isBack.get(key) === false)
    })
    if (isOver) await mailbox.remove(id)
  }
}

/** The keys of the addresses that a mail is to. */
function keysOf({ to }: Pick<MailSummary, 'to'>): string[] {
  return (to.match(/[^\s<>,;"]+@[^\s<>,;"]+/g) ?? []).flatMap((text) => {
    const parsed = parseAddress(text)
    return parsed.ok ? [parsed.address.emailKey] : []
  })
}
