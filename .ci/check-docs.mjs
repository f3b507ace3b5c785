// Checks what the documentation claims: links lead somewhere, and variables, commands, folders and scripts are all named.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { githubSlug } from '../site/github-slug.mjs'

const problems = []
const read = (path) => readFileSync(path, 'utf8')
const pages = globSync(['*.md', 'docs/**/*.md'])
const readme = read('README.md')

for (const page of pages) {
  for (const [, target, anchor] of withoutCode(read(page)).matchAll(/\]\(([^)#\s]*)(?:#([^)\s]+))?\)/g)) {
    if (/^[a-z]+:/.test(target)) continue
    const file = target === '' ? page : join(dirname(page), target)
    if (!existsSync(file)) problems.push(`${page}: no such file: ${target}`)
    else if (anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(anchor))
      problems.push(`${page}: ${target} has no heading #${anchor}`)
  }
}

// What the program says is quoted as it says it, with … for what differs.
const said = globSync(['src/**/*.{ts,tsx,mjs}', 'jobs/*.ts']).map(read).join('\n')
for (const [, quote] of read('docs/troubleshooting.md').matchAll(/“([^”]+)”/g)) {
  const parts = quote.split('…').map((part) => part.trim())
  if (!parts.every((part) => said.includes(part)))
    problems.push(`docs/troubleshooting.md: nothing says “${quote}”`)
}

// .env.example is written from the schemas, which .ci/configuration-reference.ts checks. What is deployed names the same.
const variables = [...read('.env.example').matchAll(/^#([A-Z_]+)=/gm)].map((match) => match[1])
const shown = globSync(['docker-compose.yml', 'Dockerfile', 'deploy/**/*.{yaml,yml,env,service}'])
const others = [
  'AF_UNIX',
  'NODE_ENV',
  'WEB_PORT',
  'COMPOSE_PROFILES',
  'POSTGRES_USER',
  'POSTGRES_PASSWORD',
  'POSTGRES_DB',
]
for (const file of shown) {
  for (const [, name] of read(file).matchAll(/(?<![A-Z_$-])([A-Z]+_[A-Z_]+)(?=[=:]|\s*$)/gm)) {
    if (!variables.includes(name) && !others.includes(name))
      problems.push(`${file}: there is no variable ${name}`)
  }
}
const measured = read('src/web/operator/metrics.ts') + read('src/process-metrics.ts')
for (const file of [...globSync('deploy/monitoring/*'), 'docs/web.md']) {
  for (const [, name] of read(file).matchAll(/paperboy_([a-z_]+?)(?:_bucket|_count|_sum)?(?![a-z_])/g)) {
    if (
      !measured.includes(`'${name}'`) &&
      !measured.includes(`paperboy_${name}'`) &&
      !measured.includes(`\n    '${name}`)
    )
      problems.push(`${file}: there is no metric paperboy_${name}`)
  }
}

const help = spawnSync('node', ['src/launch.mjs', '--help'], { encoding: 'utf8' }).stdout
const commands = [...help.split('Commands:')[1].matchAll(/^ {2}([a-z]+)/gm)].map((match) => match[1])
for (const name of commands.filter((one) => one !== 'help')) {
  if (!readme.includes(`paperboy ${name}`)) problems.push(`README.md: the command ${name} is missing`)
}
for (const [, name] of readme.matchAll(/paperboy ([a-z]+)/g)) {
  if (!commands.includes(name)) problems.push(`README.md: there is no command ${name}`)
}

const architecture = read('docs/architecture.md')
const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory())
for (const { name } of folders) {
  if (!architecture.includes(`src/${name}/`)) problems.push(`docs/architecture.md: src/${name}/ is missing`)
}

const { scripts } = JSON.parse(read('package.json'))
for (const page of pages) {
  for (const [, name] of read(page).matchAll(/npm run ([a-z:]+)/g)) {
    if (!scripts[name]) problems.push(`${page}: there is no script ${name}`)
  }
}

for (const decision of globSync('docs/decisions/*.md')) {
  if (read(decision).trimEnd().split('\n').length > 40) problems.push(`${decision}: longer than 40 lines`)
}

for (const problem of problems) console.error(problem)
console.log(`${pages.length} pages checked, ${problems.length} problems`)
process.exit(problems.length === 0 ? 0 : 1)

function withoutCode(markdown) {
  return markdown.replace(/^```[^]*?^```$/gm, '')
}

/** As GitHub and the site name the headings of a page. */
function anchorsOf(file) {
  const seen = new Map()
  return [...withoutCode(read(file)).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => {
    const slug = githubSlug(heading)
    const times = seen.get(slug) ?? 0
    seen.set(slug, times + 1)
    return times === 0 ? slug : `${slug}-${times}`
  })
}
