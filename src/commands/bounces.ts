import { createReadStream } from 'node:fs'
import type { Command } from 'commander'
import { classifyMessage, type ReadToken } from '../bounces/classify.ts'
import { mostBytes } from '../bounces/read-message.ts'
import { loadSecretKeys, readEnvironment } from '../config/load.ts'
import { readMessageToken } from '../bounces/bounce-address.ts'
import { listEvents, readEvent } from '../bounces/figures.ts'
import type { Context } from '../context.ts'
import { messageOf, UserError } from '../errors.ts'
import { createLinkSigner } from '../subscribers/tokens.ts'
import { print, printJson, printTable } from './output.ts'
import { parseCount, withContext } from './run.ts'

export function configure(bounces: Command): void {
  bounces
    .command('classify <file.eml...>')
    .description('what each message says of its recipient, one JSON line each; - reads standard input')
    .addHelpText('after', help)
    .action(printKinds)
  bounces
    .command('list')
    .description('what came back, the newest first, and what was done about it')
    .option('--limit <n>', 'how many', '50')
    .option('--before <id>', 'start before this id')
    .option('--kind <kind>', 'only those of one kind')
    .option('--edition <id>', 'only those about one edition')
    .option('--json', 'print as JSON')
    .addHelpText('after', listHelp)
    .action((options: ListOptions) => withContext((context) => list(context, options)))
  bounces
    .command('show <id>')
    .description('one event, with its text where that is kept: of those that were not understood')
    .option('--json', 'print as JSON')
    .action((id: string, options: Json) => withContext((context) => show(context, id, options)))
}

type Json = { json?: boolean }
type ListOptions = Json & { limit: string; before?: string; kind?: string; edition?: string }

const listHelp = `
What was done: suppressed; counted (a soft bounce, of which several over weeks suppress the address); unsubscribed;
told (refused because of us: where there are many, you are told); ignored (nothing has failed); kept (not understood:
\`bounces show\` prints the text); not ours (no message of ours is proven). waits: not applied yet.`

const help = `
Each line is {"file", "kind", "recipient", "status", "reason", "delivery"}. Kinds: hard, soft, complaint, auto-reply,
unsubscribe, policy (their server does not want our mail), ours (our message or server is at fault), unknown.
Delivery is d and its number where the message holds a bounce address that we have signed, t and a number for
a single mail, otherwise null. Nothing is recorded.`

async function printKinds(files: string[]): Promise<void> {
  const readToken = tokenReader()
  for (const file of files) {
    const raw = await readStart(file).catch((error: unknown) => {
      process.stderr.write(`${file} cannot be read: ${messageOf(error)}\n`)
      process.exitCode = 1
      return null
    })
    if (raw === null) continue
    const { kind, recipient, status, reason, delivery } = await classifyMessage(raw, readToken)
    print(JSON.stringify({ file, kind, recipient, status, reason, delivery }))
  }
}

async function list({ db }: Context, { limit, before, kind, edition, json }: ListOptions): Promise<void> {
  const most = parseCount('--limit', limit, 1)
  const events = await listEvents(db, {
    limit: most,
    before: before === undefined ? null : parseCount('--before', before, 1),
    kind: kind ?? null,
    edition: edition === undefined ? null : parseCount('--edition', edition, 1),
  })
  if (json) return printJson(events)
  if (events.length === 0) return print('Nothing came back.')
  printTable(
    ['id', 'at', 'way', 'kind', 'done', 'edition', 'recipient', 'reason'],
    events.map((event) => [
      event.id,
      timeOf(event.at),
      event.way,
      event.kind ?? '-',
      event.action ?? 'waits',
      event.edition ?? '-',
      event.recipient ?? '-',
      [event.status, event.reason].filter(Boolean).join(' '),
    ]),
  )
  const last = events.at(-1)
  if (last && events.length === most) print(`More: --before ${last.id}`)
}

async function show({ db }: Context, id: string, { json }: Json): Promise<void> {
  const event = /^\d{1,15}$/.test(id) ? await readEvent(db, Number(id)) : undefined
  if (!event) throw new UserError(`There is no event ${id}. \`paperboy bounces list\` shows them.`)
  const { raw, ...fields } = event
  const text = raw?.toString('utf8') ?? null
  if (json) return printJson({ ...fields, text })
  for (const [name, value] of Object.entries(fields))
    print(`${name.padEnd(10)} ${value instanceof Date ? timeOf(value) : (value ?? '-')}`)
  if (text !== null) print(`\n${printable(text)}`)
}

/** Whoever wrote the message may not move the operator's cursor. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '')
}

function timeOf(at: Date): string {
  return at.toISOString().slice(0, 19).replace('T', ' ')
}

/** Without settings or a key, nothing can be told to be ours. */
function tokenReader(): ReadToken {
  try {
    const keys = loadSecretKeys(readEnvironment())
    if (!keys) return () => null
    const signer = createLinkSigner(keys)
    return (token) => readMessageToken(signer, token)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    process.stderr.write(`Deliveries are not looked up: ${error.message}\n`)
    return () => null
  }
}

/** As much of a file as is looked at. */
async function readStart(file: string): Promise<Buffer> {
  const stream = file === '-' ? process.stdin : createReadStream(file, { end: mostBytes - 1 })
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    const part = Buffer.from(chunk)
    chunks.push(part)
    bytes += part.length
    if (bytes >= mostBytes) break
  }
  return Buffer.concat(chunks)
}
