import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { parseEnvironment } from '../config/environment.ts'
import { UserError } from '../errors.ts'
import { workflowPath, writeWorkflow } from '../personal/write-workflow.ts'
import { print } from './output.ts'

type Options = {
  name?: string
  publicUrl?: string
  mailFrom?: string
  postalAddress?: string
  smtpUrl?: string
  operatorEmail?: string
  databaseUrl?: string
  docker?: true
  github?: true
  dryRun?: true
}

export function configure(command: Command): void {
  command
    .option('--name <name>', 'what readers see as your newsletter’s name; writes config/brand.json')
    .option('--public-url <url>', 'where readers reach the web pages: https://papers.example.org')
    .option('--mail-from <address>', 'the sender: Papers <papers@example.org>')
    .option('--postal-address <address>', 'for the foot of each mail')
    .option('--smtp-url <url>', 'the relay: smtp://user:password@smtp.example.org:587')
    .option('--operator-email <address>', 'who gets alerts')
    .option('--database-url <url>', 'PostgreSQL; without it, the embedded database or Docker’s')
    .option('--docker', 'for docker compose: keys are written, the database is the compose file’s')
    .option('--github', 'only write the workflow that runs `paperboy daily` on GitHub Actions')
    .option('--dry-run', 'print what would be written, without keys')
    .addHelpText('after', help)
    .action((options: Options) => (options.github ? startWorkflow() : init(options)))
}

const help = `
Writes .env in the current folder, with all variables explained, a new SECRET_KEY, OPERATOR_TOKEN and METRICS_TOKEN where a
server needs them, and what you say. On a terminal it asks for what is not given; an empty answer leaves a variable out, to be
set later. An existing .env or config/brand.json is never changed. Nothing is sent and no database is opened.`

async function startWorkflow(): Promise<void> {
  await writeWorkflow()
  print(`Wrote ${workflowPath}. Now:`)
  print(
    '1. Commit it with paperboy.yaml (“to: me@example.org”, “topics: [agents]”, “smtp: gmail”), and push both.',
  )
  print('2. Make the secret SMTP_PASSWORD, an app password: gh secret set SMTP_PASSWORD')
  print('3. Try it: gh workflow run paperboy.yml')
}

type Question = { option: keyof Options; variable: string; ask: string }

const questions: readonly Question[] = [
  { option: 'publicUrl', variable: 'PUBLIC_URL', ask: 'Where will readers reach the pages (https://…)?' },
  { option: 'mailFrom', variable: 'MAIL_FROM', ask: 'Who sends the mail (Papers <papers@example.org>)?' },
  {
    option: 'postalAddress',
    variable: 'POSTAL_ADDRESS',
    ask: 'Your postal address, for the foot of each mail?',
  },
  {
    option: 'smtpUrl',
    variable: 'SMTP_URL',
    ask: 'The relay (smtp://user:password@host:587; empty: later)?',
  },
  { option: 'operatorEmail', variable: 'OPERATOR_EMAIL', ask: 'Who gets alerts?' },
]

const envPath = '.env'
const brandPath = 'config/brand.json'
const examplePath = new URL('../../.env.example', import.meta.url)

async function init(options: Options): Promise<void> {
  if (existsSync(envPath) && !options.dryRun)
    throw new UserError(
      '.env is there already, with your keys: nothing was changed. Edit it, or move it away first.',
    )
  const said = process.stdin.isTTY && process.stdout.isTTY ? await askFor(options) : options
  const values = new Map<string, string>()
  for (const { option, variable } of questions) {
    const value = said[option]
    if (typeof value === 'string' && value.trim() !== '') values.set(variable, value.trim())
  }
  if (said.databaseUrl) values.set('DATABASE_URL', said.databaseUrl)
  const isServer = said.docker === true || said.databaseUrl !== undefined
  if (isServer) {
    for (const key of ['SECRET_KEY', 'OPERATOR_TOKEN', 'METRICS_TOKEN']) values.set(key, newKey())
  }
  const isBrandNew = said.name !== undefined && !existsSync(brandPath)
  if (said.name !== undefined) values.set('BRAND', said.docker ? `/${brandPath}` : `./${brandPath}`)
  // As they will be read, so that a wrong answer is told now. The database of the compose file is not known here.
  parseEnvironment(Object.fromEntries(values))
  const text = fillIn(readFileSync(examplePath, 'utf8'), values)
  if (said.dryRun) return print(hideKeys(text, values))
  if (said.name !== undefined && isBrandNew) {
    mkdirSync('config', { recursive: true })
    writeFileSync(brandPath, `${JSON.stringify({ name: said.name }, null, 2)}\n`, { flag: 'wx' })
    print(`Wrote ${brandPath}`)
  }
  writeFileSync(envPath, text, { flag: 'wx', mode: 0o600 })
  print(`Wrote ${envPath}${isServer ? ', with new keys: keep a copy of SECRET_KEY in a safe place' : ''}`)
  for (const line of nextSteps(said, values)) print(line)
}

/** @returns the options, with an answer for each question whose option is not given */
async function askFor(options: Options): Promise<Options> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    print('An empty answer leaves a variable out, to be set in .env later.')
    const answers: Record<string, string> = {}
    for (const { option, variable, ask } of questions) {
      if (options[option] === undefined)
        answers[option] = await askUntilRight(variable, () => terminal.question(`${ask} `))
    }
    return { ...options, ...answers }
  } finally {
    terminal.close()
  }
}

/** Asks again, with what is wrong, until the variable may have what is answered. @returns the answer */
export async function askUntilRight(variable: string, ask: () => Promise<string>): Promise<string> {
  for (;;) {
    const answer = await ask()
    try {
      parseEnvironment({ [variable]: answer })
      return answer
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      print(error.message)
    }
  }
}

const newKey = () => randomBytes(32).toString('hex')

/** Sets each variable in the line that shows it commented out. */
function fillIn(example: string, values: ReadonlyMap<string, string>): string {
  const missing = new Set(values.keys())
  const lines = example.split('\n').map((line) => {
    const name = /^#([A-Z_]+)=/.exec(line)?.[1] ?? ''
    const value = values.get(name)
    if (value === undefined || !missing.delete(name)) return line
    return `${name}=${quote(name, value)}`
  })
  if (missing.size > 0) throw new Error(`.env.example does not show ${[...missing].join(', ')}`)
  return lines.join('\n')
}

/** In a form that Node and docker compose read alike. */
function quote(name: string, value: string): string {
  if (/^[\w@%+=:,./?&-]*$/.test(value)) return value
  if (/['\r\n\\]/.test(value))
    throw new UserError(`${name}: must hold no ', \\ and no line break in a .env file`)
  return `'${value}'`
}

function hideKeys(text: string, values: ReadonlyMap<string, string>): string {
  const keys = [...values].filter(([, value]) => /^[\da-f]{64}$/.test(value))
  return keys.reduce((shown, [name, key]) => shown.replace(`${name}=${key}`, `${name}=(a new key)`), text)
}

function nextSteps({ docker }: Options, values: ReadonlyMap<string, string>): string[] {
  const unset = questions.map(({ variable }) => variable).filter((name) => !values.has(name))
  return [
    ...(unset.length > 0 ? [`Before real mail, set in .env: ${unset.join(', ')}`] : []),
    docker
      ? 'Next: docker compose up --build --detach'
      : 'Next: npx paperboy doctor, then npx paperboy start',
  ]
}
