import { createReadStream } from 'node:fs'
import type { Command } from 'commander'
import { classifyMessage } from '../bounces/classify.ts'
import { mostBytes } from '../bounces/read-message.ts'
import { loadBounceKeys, readEnvironment } from '../config/load.ts'
import { readEnvelopeSender } from '../deliver/bounce-address.ts'
import { messageOf, UserError } from '../errors.ts'
import { createLinkSigner } from '../subscribers/tokens.ts'
import { print } from './output.ts'

export function configure(bounces: Command): void {
  bounces
    .command('classify <file.eml...>')
    .description('what each message says of its recipient, one JSON line each; - reads standard input')
    .addHelpText('after', help)
    .action(printKinds)
}

const help = `
Each line is {"file", "kind", "recipient", "status", "reason", "delivery"}. Kinds: hard, soft, complaint, auto-reply,
unsubscribe, policy (their server does not want our mail), ours (our message or server is at fault), unknown.
Delivery is d and its number where the message holds a bounce address that we have signed, t and a number for
a single mail, otherwise null. Nothing is recorded.`

async function printKinds(files: string[]): Promise<void> {
  const readKey = keyReader()
  for (const file of files) {
    const raw = await readStart(file).catch((error: unknown) => {
      process.stderr.write(`${file} cannot be read: ${messageOf(error)}\n`)
      process.exitCode = 1
      return null
    })
    if (raw === null) continue
    const { kind, recipient, status, reason, delivery } = await classifyMessage(raw, readKey)
    print(JSON.stringify({ file, kind, recipient, status, reason, delivery }))
  }
}

/** Without settings or a key, nothing can be told to be ours. */
function keyReader(): (address: string) => string | null {
  try {
    const keys = loadBounceKeys(readEnvironment())
    if (!keys) return () => null
    const parts = { mail: keys, signer: createLinkSigner(keys.secretKeys) }
    return (address) => readEnvelopeSender(parts, address)
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
