/**
 * Measures the classifier of bounces on recorded messages, prints it, and writes it into docs/bounces.md:
 * `npm run bench:bounces`. Debian's libsisimai-perl is measured beside it where it is installed.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { classifyMessage, type Classification } from '../../src/bounces/classify.ts'
import { recordedBounces, type RecordedBounce } from '../helpers/bounces.ts'
import { need } from '../helpers/requirements.ts'

type Kind = Classification['kind']
type Result = { isHard: boolean; hasRecipient: boolean }
type Known = { message: RecordedBounce; isHard: boolean; reason: string; found: Classification }

/** What our kinds call Sisimai's reasons; the hard ones are those that it flags. */
const kindOfReason: Readonly<Record<string, Kind>> = {
  ...named('soft', 'mailboxfull suspend expired networkerror systemfull systemerror mailererror filtered'),
  ...named('policy', 'authfailure badreputation blocked policyviolation rejected requireptr securityerror'),
  ...named('policy', 'spamdetected speeding toomanyconn virusdetected notaccept'),
  ...named('ours', 'norelaying syntaxerror mesgtoobig exceedlimit contenterror notcompliantrfc'),
  ...named('auto-reply', 'delivered vacation'),
  ...named('unknown', 'onhold undefined'),
}
const kinds: readonly Kind[] = [
  'hard',
  'soft',
  'policy',
  'ours',
  'auto-reply',
  'unknown',
  'complaint',
  'unsubscribe',
]

const messages = recordedBounces()
const known: Known[] = []
let slowestMs = 0
for (const message of [...messages.slice(0, 20), ...messages]) await classifyMessage(message.raw)
for (const message of messages) {
  const found = await classifyMessage(message.raw)
  slowestMs = Math.max(slowestMs, await bestMs(message))
  if (message.expected) known.push({ message, ...message.expected, found })
}
const text = [summary(), '', ...confusion()].join('\n')
console.log(text)
writePage(text)

/** Of three, since other programs take time too. */
async function bestMs({ raw }: RecordedBounce): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < 3; i += 1) {
    const startedAt = performance.now()
    await classifyMessage(raw)
    times.push(performance.now() - startedAt)
  }
  return Math.min(...times)
}

function summary(): string {
  const ours = (one: Known): Result => ({
    isHard: one.found.kind === 'hard',
    hasRecipient: one.found.recipient !== null,
  })
  const sisimai = askSisimai()
  const rows = [
    [
      'the three quarters in view from the start',
      row(
        known.filter(({ message }) => !message.isHeldOut),
        ours,
      ),
    ],
    [
      'the quarter held out until the last round',
      row(
        known.filter(({ message }) => message.isHeldOut),
        ours,
      ),
    ],
    ['all', row(known, ours)],
    ...(sisimai
      ? [['Sisimai 4.25 (Debian), all', row(known, (one) => sisimai.get(one.message.file) ?? missed)]]
      : []),
  ]
  return [
    `${messages.length} messages, ${known.length} of them with a known result. The slowest took ${slowestMs.toFixed(0)} ms.`,
    ...(sisimai ? [] : ['', 'libsisimai-perl is not installed here, so that it was not measured.']),
    '',
    '| messages | count | hard or not: right | wrongly hard | hard ones missed | recipient found |',
    '|---|---|---|---|---|---|',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n')
}

function row(group: readonly Known[], judge: (one: Known) => Result): string {
  const count = (isCounted: (one: Known, result: Result) => boolean) =>
    group.filter((one) => isCounted(one, judge(one))).length
  const part = (n: number) => `${n} (${((n / group.length) * 100).toFixed(1)} %)`
  return [
    group.length,
    part(count((one, { isHard }) => isHard === one.isHard)),
    part(count((one, { isHard }) => isHard && !one.isHard)),
    part(count((one, { isHard }) => !isHard && one.isHard)),
    part(count((_one, { hasRecipient }) => hasRecipient)),
  ].join(' | ')
}

/** Rows are what is expected, columns what was found. */
function confusion(): string[] {
  const expectedKind = (one: Known): Kind => (one.isHard ? 'hard' : (kindOfReason[one.reason] ?? 'unknown'))
  const columns = kinds.filter((kind) => known.some(({ found }) => found.kind === kind))
  const lines = kinds.flatMap((expected) => {
    const group = known.filter((one) => expectedKind(one) === expected)
    const cells = columns.map((kind) => group.filter(({ found }) => found.kind === kind).length || '')
    return group.length > 0 ? [`| ${expected} | ${cells.join(' | ')} |`] : []
  })
  return [`| expected | ${columns.join(' | ')} |`, `|---${'|---'.repeat(columns.length)}|`, ...lines]
}

const missed: Result = { isHard: false, hasRecipient: false }

function askSisimai(): Map<string, Result> | null {
  const program = `use Sisimai; for my $f (@ARGV) { my $r = Sisimai->make($f, delivered => 1); my $x = $r ? $r->[0] : undef;
    print join("\\t", $f =~ s{.*/}{}r, $x && $x->softbounce == 0 && $x->reason =~ /unknown|moved|notaccept/ ? 1 : 0, $x ? 1 : 0), "\\n"; }`
  const paths = messages.map(({ file }) => join(need('bounces'), file))
  const { status, stdout } = spawnSync('perl', ['-e', program, ...paths], { encoding: 'utf8' })
  if (status !== 0) return null
  const lines = stdout.trim().split('\n')
  return new Map(
    lines.map((line) => {
      const [file = '', isHard, hasRecipient] = line.split('\t')
      return [file, { isHard: isHard === '1', hasRecipient: hasRecipient === '1' }]
    }),
  )
}

function writePage(measured: string): void {
  const page = fileURLToPath(new URL('../../docs/bounces.md', import.meta.url))
  const [begin, end] = ['<!-- measured: written by npm run bench:bounces -->', '<!-- end of measured -->']
  const before = readFileSync(page, 'utf8')
  const [head = ''] = before.split(begin)
  const [, tail = '\n'] = before.split(end)
  writeFileSync(page, `${head}${begin}\n\n${measured}\n\n${end}${tail}`)
}

function named(kind: Kind, reasons: string): Record<string, Kind> {
  return Object.fromEntries(reasons.split(' ').map((reason) => [reason, kind]))
}
