/**
 * Lets wapiti (a Debian package) attack a private instance: the embedded size with the sample's papers and people whose
 * links it is given. Prints what it found above informational, and how much it crawled.
 *
 * npm run scan
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { loadConfig } from '../../src/config/load.ts'
import { createContext } from '../../src/context.ts'
import { loadSample } from '../../src/ingest/sample.ts'
import { routes } from '../../src/routes.ts'
import { addSubscriber } from '../../src/subscribers/add.ts'
import type { TokenPurpose } from '../../src/subscribers/tokens.ts'
import { classify } from '../../src/topics/classify.ts'
import { createLimits } from '../../src/web/limits.ts'
import { startServer } from '../../src/web/server.ts'
import { noReminder } from '../helpers/reminder.ts'

const seconds = process.env['SECONDS'] ?? '900'
/** Of each kind of attack. */
const attackSeconds = process.env['ATTACK_SECONDS'] ?? '120'
const Report = z.object({
  vulnerabilities: z.record(z.string(), z.array(z.object({ path: z.string(), info: z.string() }))),
  anomalies: z.record(z.string(), z.array(z.object({ path: z.string(), info: z.string() }))),
})

const folder = mkdtempSync(join(tmpdir(), 'paperboy-scan-'))
const config = loadConfig({
  DATA_DIR: folder,
  SECRET_KEY: 'a key that is only for scans, 32 characters and more',
  MIN_FILL_SECONDS: '0',
  LOG_LEVEL: 'warn',
})
const context = await createContext(config, { schema: 'migrate' })
const { db, clock, logger } = context
await loadSample({ db, classify, clock, logger })
// Nothing is refused, so that every attack is answered.
const limits = createLimits(config, context, logger, {})
const nothing = async () => undefined
const server = await startServer(
  {
    ...context,
    limits,
    remind: noReminder,
    enqueueEdition: nothing,
    mailbox: null,
    keepReturned: () => Promise.resolve(),
  },
  0,
)
const pages = await pagesOfPeople()
const report = join(folder, 'report.json')
const session = join(folder, 'session')
// It asks for Brotli, which it cannot read without python3-brotli: it would see one page, and not a link in it.
const unpacked = ['-H', 'Accept-Encoding: gzip']
const scope = ['-u', `${server.url}/`, '--scope', 'domain', '--flush-session', '--no-bugreport', ...unpacked]
// Ids of papers are many and alike.
const bounds = [
  '--max-scan-time',
  seconds,
  '--max-attack-time',
  attackSeconds,
  '-d',
  '4',
  '--max-files-per-dir',
  '20',
  '--max-links-per-page',
  '40',
]
const output = ['-v', '1', '-f', 'json', '-o', report, '--store-session', session]
await run('wapiti', [...scope, ...pages.flatMap((page) => ['-s', server.url + page]), ...bounds, ...output])
const { vulnerabilities, anomalies } = Report.parse(JSON.parse(readFileSync(report, 'utf8')))
for (const [kind, found] of Object.entries({ ...vulnerabilities, ...anomalies })) {
  if (found.length > 0) console.log(`${found.length} × ${kind}: ${found[0]?.path} ${found[0]?.info}`)
}
await server.stop()
await context.close()
rmSync(folder, { recursive: true, force: true })

/** Every page behind a token, each for somebody of their own. */
async function pagesOfPeople(): Promise<string[]> {
  const purposes: [TokenPurpose, (token: string) => string][] = [
    ['confirm', (token) => routes.confirm.href({ token })],
    ['preferences', (token) => routes.preferences.href({ token })],
    ['preferences', (token) => routes.why.href({ token })],
    ['preferences', (token) => routes.less.href({ token, paper: 'sample:1' })],
    ['preferences', (token) => routes.marks.href({ token })],
    ['preferences', (token) => routes.mute.href({ token, paper: 'sample:1' })],
    ['unsubscribe', (token) => routes.unsubscribe.href({ token })],
    ['undo', (token) => routes.undo.href({ token })],
    ['export', (token) => routes.exportData.href({ token })],
    ['erase', (token) => routes.erase.href({ token })],
  ]
  const paths = []
  for (const [index, [purpose, path]] of purposes.entries()) {
    await addSubscriber(db, `reader${index}@example.org`, {}, clock(), config.secretKeys)
    paths.push(path(context.signer.sign(purpose, index + 1, clock())))
  }
  return paths
}

function run(command: string, args: string[]): Promise<void> {
  const child = spawn(command, args, { stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}`)),
    )
  })
}
