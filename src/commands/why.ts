import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { whyNot } from '../editions/why-not.ts'
import { UserError } from '../errors.ts'
import { findTypedPaper } from '../ingest/typed-paper.ts'
import { parseAddress } from '../subscribers/address.ts'
import { findSubscriber } from '../subscribers/find.ts'
import { tellWhyNot } from '../web/why/answer.ts'
import { print, printJson } from './output.ts'
import { withContext } from './run.ts'
import { tellProblem } from '../subscribers/problems.ts'

export function configure(command: Command): void {
  command
    .option('--json', 'print as JSON')
    .addHelpText('after', help)
    .action((email: string, paper: string, options: { json?: boolean }) =>
      withContext((context) => why(context, email, paper, options)),
    )
}

const help = `
The paper is an arXiv number, a DOI, a link, or an id as \`rank\` and the API print it. The answer comes from what is recorded,
and from a replay of the frozen candidates of the edition that it names; it is told as the subscriber's own page tells it.
Exit code 1: there is no such subscriber, or no source has listed the paper.`

async function why(
  context: Context,
  email: string,
  typed: string,
  { json }: { json?: boolean },
): Promise<void> {
  const { db, clock } = context
  const checked = parseAddress(email)
  if (!checked.ok) throw new UserError(tellProblem(checked.problem))
  const subscriber = await findSubscriber(db, checked.address.emailKey)
  if (!subscriber) throw new UserError(`There is no subscriber ${email}.`)
  const id = await findTypedPaper(db, typed)
  if (id === null) throw new UserError(`“${typed}” is no arXiv number, no DOI and no link.`)
  const answer = await whyNot(db, subscriber, id, clock())
  if (!answer.paper) process.exitCode = 1
  if (json) return printJson({ id, ...answer })
  const { title, sentences, chosenTitle, chosen } = tellWhyNot(answer, 'en', subscriber.preferences.timeZone)
  print(title === null ? id : `${id}  ${title}`)
  for (const sentence of sentences) print(sentence)
  if (chosenTitle !== null) print(chosenTitle)
  for (const paper of chosen) print(`  ${paper.id}  ${paper.title ?? ''}`.trimEnd())
}
