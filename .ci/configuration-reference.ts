// Writes docs/configuration.md, .env.example and the table in README.md from the schemas of the variables; with --check, tells
// whether they are as they would be.
import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { ownVariables } from '../src/config/own.ts'
import { everyPart, references, type Reader, type Reference } from '../src/config/variables/reference.ts'
import { variableGroups, variables } from '../src/config/variables/variables.ts'

type Variable = Reference & { name: string; schemaFormat: string | null; default: string | null }

/** What most installations set. */
const inReadme = [
  'PUBLIC_URL',
  'MAIL_FROM',
  'SMTP_URL',
  'POSTAL_ADDRESS',
  'DATABASE_URL',
  'REDIS_URL',
  'SECRET_KEY',
  'DATA_DIR',
  'SOURCES',
  'OPERATOR_EMAIL',
]
/** What `paperboy daily` reads beside what it takes from the environment as the service does. */
const readByDaily = new Set<string>([...ownVariables, 'SMTP_URL', 'SMTP_PASSWORD', 'MAIL_FROM'])
const envColumns = 120

const Limits = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  default: z.union([z.string(), z.number()]).optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
})
const schemas = z
  .object({ properties: z.record(z.string(), Limits) })
  .parse(z.toJSONSchema(variables, { io: 'input', unrepresentable: 'any' })).properties

const problems: string[] = []
const groups = variableGroups.map(({ title, variables: shape }) => ({
  title,
  variables: Object.entries<z.ZodType>(shape).map(([name, schema]) => describe(name, schema)),
}))
const all = groups.flatMap((group) => group.variables)

const readme = readFileSync('README.md', 'utf8')
const texts = new Map([
  ['docs/configuration.md', configurationPage()],
  ['.env.example', envExample()],
  ['README.md', readme.replace(/(<!-- variables -->\n)[^]*?(<!-- \/variables -->)/, `$1${table()}$2`)],
])
if (!readme.includes('<!-- variables -->')) problems.push('README.md: there is no place for the variables')
for (const [path, text] of texts) {
  if (!process.argv.includes('--check')) writeFileSync(path, text)
  else if (readFileSync(path, 'utf8') !== text)
    problems.push(`${path} is not what the schemas of the variables say: npm run docs:write`)
}
for (const problem of problems) process.stderr.write(`${problem}\n`)
if (problems.length > 0) process.exitCode = 1

function describe(name: string, schema: z.ZodType): Variable {
  const reference = references.get(schema)
  const limits = schemas[name] ?? {}
  if (!reference) throw new Error(`${name} is not described: register it with references`)
  const { example } = reference
  const value = limits.default === undefined || limits.default === '' ? null : String(limits.default)
  const variable = { ...reference, name, schemaFormat: formatOf(limits), default: value }
  const tell = (problem: string) => problems.push(`${name}: ${problem}`)
  if (example !== null && !schema.safeParse(example).success) tell(`its example ${example} is refused`)
  if (value === null && reference.unset === undefined) tell('says neither a default nor what holds without')
  if (value !== null && reference.unset !== undefined) tell('has a default and also says what holds without')
  if (!variable.format && !variable.schemaFormat) tell('has no format')
  if (reference.readBy.includes('daily') !== readByDaily.has(name))
    tell('says something else about `paperboy daily` than the code')
  return variable
}

function formatOf({ type, enum: choices, ...limits }: z.infer<typeof Limits>): string | null {
  if (choices)
    return choices
      .map((choice) => `\`${choice}\``)
      .join(', ')
      .replace(/, (?=[^,]*$)/, ' or ')
  if (type !== 'number' && type !== 'integer') return null
  const { minimum, exclusiveMinimum, maximum } = limits
  const low = exclusiveMinimum === undefined ? `from ${minimum}` : `above ${exclusiveMinimum}`
  return `${type === 'integer' ? 'whole number' : 'number'} ${low} to ${maximum}`
}

function configurationPage(): string {
  const intro = `# Configuration

Written by \`npm run docs:write\` from the schemas in \`src/config/variables/\`.

Set environment variables, or put them in a file \`.env\` in the current folder ([all of them](../.env.example),
commented out; \`npx paperboy init\` writes one with new keys). A variable of the environment comes before the file. An
empty value means “not set”. A wrong value stops the process with the variable’s name and what it must be.

Every part checks all variables when it starts, and reads the files that they name. So give all parts the same
environment and the same files; “read by” says whose behaviour a variable changes. \`daily\` is
[\`paperboy daily\`](personal.md) and \`paperboy digest\`, which ignore all others.
`
  return [
    intro,
    ...groups.map(({ title, variables: some }) => [`## ${title}\n`, ...some.map(section)].join('\n')),
  ].join('\n')
}

function section(variable: Variable): string {
  const { name, description, example, readBy } = variable
  return `### ${name}

${description}

- **Value**: ${variable.schemaFormat ?? variable.format}
- **Default**: ${defaultOf(variable)}
- **Read by**: ${readers(readBy)}
${example === null ? '' : `- **Example**: \`${name}=${example}\`\n`}`
}

function defaultOf({ default: value, unset }: Variable): string {
  return value === null ? (unset ?? '') : `\`${value}\``
}

function readers(readBy: readonly Reader[]): string {
  const isEveryPart = everyPart.every((part) => readBy.includes(part))
  const parts = isEveryPart
    ? ['every part']
    : readBy.filter((one) => one !== 'daily').map((part) => `\`${part}\``)
  return [...parts, ...(readBy.includes('daily') ? ['`daily`'] : [])].join(', ')
}

/** The most important ones, as rows for README. */
function table(): string {
  const rows = inReadme.map((name) => {
    const variable = all.find((one) => one.name === name)
    if (!variable) throw new Error(`README.md is to show ${name}, which does not exist`)
    return `| \`${name}\` | ${fromRoot(defaultOf(variable))} | ${fromRoot(variable.description)} |`
  })
  return ['| variable | default | |', '|---|---|---|', ...rows, ''].join('\n')
}

/** Links as they are written from the root of the repository. */
function fromRoot(markdown: string): string {
  return markdown.replace(/\]\((?=[a-z])/g, '](docs/')
}

function envExample(): string {
  const intro = comment(
    'Every variable that Paperboy reads: docs/configuration.md says more. None is needed to try it. To set some, copy this file to .env and remove the # before the name.',
  )
  const sections = groups.flatMap(({ title, variables: some }) => [
    `# ---- ${title} ----`,
    ...some.map(envEntry),
  ])
  return `${[intro, ...sections].join('\n\n')}\n`
}

function envEntry(variable: Variable): string {
  const { name, description, unset, example } = variable
  const choices = variable.schemaFormat ?? variable.format ?? ''
  const text = `${plain(description)} Value: ${plain(choices)}.${unset ? ` Unset: ${plain(unset)}.` : ''}`
  return `${comment(text)}\n#${name}=${variable.default ?? example ?? ''}`
}

function plain(markdown: string): string {
  return markdown
    .replace(/\[([^\]]+)\]\(([^)#]+)[^)]*\)/g, (_, text: string, file: string) => `${text} (docs/${file})`)
    .replaceAll('`', '')
}

function comment(text: string): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line === undefined || line.length + word.length + 3 > envColumns) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines.map((line) => `# ${line}`).join('\n')
}
