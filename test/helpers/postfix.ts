import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryDir } from './context.ts'
import { freePort } from './ports.ts'
import { lacks, need } from './requirements.ts'
import { untilListening } from './smtp-sink.ts'

/** Postfix's master runs as root, and what it hands on goes to its test server. */
export const cannotRunPostfix = lacks('postfix', 'smtpSink') || process.getuid?.() !== 0

/** Where a private Postfix hands mail to: everything else stays in its queue. */
type Routes = {
  /** By domain: the next server, e.g. `smtp:[127.0.0.1]:2600`. */
  transports: Record<string, string>
  /** Addresses that are forwarded. */
  aliases: Record<string, string>
}

/** Postfix as root alone can start it; it reports after 2 seconds what it could not deliver yet. @returns its URL */
export async function startPostfix({ transports, aliases }: Routes): Promise<string> {
  const dir = await temporaryDir()
  const port = await freePort()
  chmodSync(dir, 0o755)
  const folders = { config: join(dir, 'config'), queue: join(dir, 'queue'), data: join(dir, 'data') }
  for (const folder of Object.values(folders)) mkdirSync(folder)
  execFileSync('chown', ['postfix', folders.data])
  writeFileSync(join(folders.config, 'main.cf'), mainSettings(folders, inline(transports), inline(aliases)))
  writeFileSync(join(folders.config, 'master.cf'), services(port))
  const run = (command: string) =>
    spawn(need('postfix'), ['-c', folders.config, command], { stdio: 'ignore' })
  const server = run('start-fg')
  onTestFinished(async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    run('abort')
    if (server.exitCode === null) await ended
  })
  await untilListening(port)
  return `smtp://127.0.0.1:${port}`
}

function inline(table: Record<string, string>): string {
  const rows = Object.entries(table).map(([key, value]) => `{${key} = ${value}}`)
  return rows.length > 0 ? `inline:{ ${rows.join(', ')} }` : ''
}

function mainSettings(
  { queue, data }: { queue: string; data: string },
  transports: string,
  aliases: string,
): string {
  return `compatibility_level = 3.6
queue_directory = ${queue}
data_directory = ${data}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.example.org
mydestination =
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtp_dns_support_level = disabled
smtp_host_lookup = native
alias_maps =
local_recipient_maps =
transport_maps = ${transports}
virtual_alias_maps = ${aliases}
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
maximal_queue_lifetime = 2s
bounce_queue_lifetime = 60s
`
}

function services(port: number): string {
  return `127.0.0.1:${port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
showq unix n - n - - showq
flush unix n - n 1000? 0 flush
`
}
