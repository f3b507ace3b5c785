import { isIP } from 'node:net'
import type { Command } from 'commander'
import { loadConfig, readEnvironment } from '../config/load.ts'
import { createContext } from '../context.ts'
import { examine } from '../doctor/doctor.ts'
import type { Finding } from '../doctor/finding.ts'
import { UserError } from '../errors.ts'
import { parseAddress } from '../subscribers/address.ts'
import { tellProblem } from '../subscribers/problems.ts'
import { defaultPreferences } from '../subscribers/preferences.ts'
import { print, printJson } from './output.ts'

type Options = { ip: string[]; dns: string[]; sendTo?: string; json?: boolean }

const collect = (value: string, all: string[]) => [...all, value]

export function configure(command: Command): void {
  command
    .option(
      '--ip <address>',
      'from which mail leaves, where that is not the relay itself; may be repeated',
      collect,
      [],
    )
    .option('--dns <server>', 'ask this DNS server, like 9.9.9.9; may be repeated', collect, [])
    .option('--send-to <address>', 'send a real digest there, and print what the relay answers')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', help)
    .action((options: Options) => doctor(options))
}

const help = `
Each line begins with ok, with ? for what works but should be looked at, or with ! for what is wrong.
Exit code 1: something is wrong. Nothing is changed, and nothing is sent but by --send-to.`

const marks: Record<Finding['verdict'], string> = { right: 'ok', unsure: '? ', wrong: '! ' }

async function doctor({ ip: ips, dns: dnsServers, sendTo, json }: Options): Promise<void> {
  for (const ip of ips) if (!isIP(ip)) throw new UserError(`--ip: “${ip}” is not an IP address`)
  for (const server of dnsServers) {
    if (!URL.canParse(`dns://${server}`) || !isIP(new URL(`dns://${server}`).hostname.replace(/[[\]]/g, '')))
      throw new UserError(
        `--dns: “${server}” is not the address of a DNS server, like 9.9.9.9 or 127.0.0.1:5353`,
      )
  }
  const recipient = sendTo === undefined ? null : recipientOf(sendTo)
  const config = loadConfig(readEnvironment())
  const findings: Finding[] = []
  const tell = (finding: Finding) => {
    findings.push(finding)
    if (!json) print(`${marks[finding.verdict]} ${finding.check}: ${finding.says}`)
  }
  for await (const finding of examine(config, { ips, dnsServers })) tell(finding)
  if (recipient) tell(await sendTrial(recipient))
  if (json) printJson(findings)
  if (findings.some(({ verdict }) => verdict === 'wrong')) process.exitCode = 1
}

function recipientOf(text: string): string {
  const parsed = parseAddress(text)
  if (!parsed.ok) throw new UserError(`--send-to: ${tellProblem(parsed.problem)}`)
  return parsed.address.email
}

/** Sends what someone new would get now, over the lanes that digests take. */
async function sendTrial(to: string): Promise<Finding> {
  // Rendering and sending are loaded only where they are asked for.
  const { previewDigest } = await import('../deliver/preview-digest.ts')
  const { openLanesOrInbox } = await import('../inbox/lanes.ts')
  const check = `Digest to ${to}`
  const context = await createContext(loadConfig(readEnvironment()))
  const { clock } = context
  const lanes = await openLanesOrInbox(context)
  try {
    const found = await previewDigest(context, defaultPreferences, clock(), {
      key: `doctor${Date.now()}`,
      to,
    })
    if (!found.digest) {
      return { check, verdict: 'wrong', says: 'there are no papers yet: run paperboy ingest first' }
    }
    const outcome = await lanes.editions.send(found.digest.message)
    const verdict = outcome.kind === 'submitted' ? 'right' : 'wrong'
    return { check, verdict, says: `${outcome.kind}: ${outcome.response}` }
  } finally {
    await lanes.close()
    await context.close()
  }
}
