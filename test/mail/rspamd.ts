import { execFileSync, spawn } from 'node:child_process'
import { chownSync, chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { temporaryDir } from '../helpers/context.ts'
import { freePort } from '../helpers/ports.ts'
import { need } from '../helpers/requirements.ts'
import type { MailFile } from './oracles.ts'

const Verdict = z.object({
  action: z.string(),
  score: z.number(),
  symbols: z.record(z.string(), z.object({ score: z.number() })),
})
export type Verdict = z.infer<typeof Verdict>

/** The network's view of the sender: from where a message comes, and what that host calls itself. */
export type Peer = { ip: string; helo: string }

/**
 * Starts a private rspamd with Debian's rules until the test is over, which sees no DNS but ours.
 *
 * @returns a function that asks it for its verdict on a message
 */
export async function startRspamd(
  dnsServer: string,
): Promise<(mail: MailFile, peer: Peer) => Promise<Verdict>> {
  const dir = await temporaryDir()
  const port = await freePort()
  const config = join(dir, 'local.d')
  mkdirSync(config)
  const files = {
    'worker-normal.inc': `bind_socket = "127.0.0.1:${port}"; count = 1;`,
    'worker-controller.inc': 'count = -1; enabled = false;',
    'worker-proxy.inc': 'count = -1; enabled = false;',
    'logging.inc': 'type = "console"; level = "error";',
    // Debian's list of top-level domains and its compiled patterns take a minute to load on a busy machine.
    'options.inc': `dns { nameserver = ["${dnsServer}"]; timeout = 1s; }
      disable_hyperscan = true; url_tld = "${dir}/suffixes";`,
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(config, name), text)
  writeFileSync(join(dir, 'suffixes'), 'com\norg\nnet\nco\nio\n')
  const places = ['DBDIR', 'RUNDIR', 'LOGDIR', 'LOCAL_CONFDIR'].map((name) => `--var=${name}=${dir}`)
  const child = spawn(need('rspamd'), ['-f', ...account(dir), '-c', '/etc/rspamd/rspamd.conf', ...places], {
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => {
    child.once('exit', resolve)
  })
  onTestFinished(async () => {
    child.kill()
    await ended
  })
  const url = `http://127.0.0.1:${port}`
  await untilAnswering(`${url}/ping`)
  return async ({ from, to, raw }, peer) => {
    const headers = { IP: peer.ip, Helo: peer.helo, Hostname: peer.helo, From: from, Rcpt: to[0] ?? '' }
    const response = await fetch(`${url}/checkv2`, { method: 'POST', headers, body: new Uint8Array(raw) })
    return Verdict.parse(await response.json())
  }
}

/** As root it wants an account to run under, which then must own its files. */
function account(dir: string): string[] {
  if (process.getuid?.() !== 0) return []
  const id = (flag: string) => Number(execFileSync('id', [flag, '_rspamd']).toString())
  chownSync(dir, id('-u'), id('-g'))
  chmodSync(dir, 0o755)
  return ['-u', '_rspamd', '-g', '_rspamd']
}

async function untilAnswering(url: string): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    const isUp = await fetch(url).then(
      (response) => response.ok,
      () => false,
    )
    if (isUp) return
    await sleep(100)
  }
  throw new Error('rspamd did not start within 40 s')
}
