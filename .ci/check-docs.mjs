// Checks what the documentation claims: links lead somewhere, and variables, commands, folders and scripts are all named.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const problems = []
const read = (path) => readFileSync(path, 'utf8')
const pages = globSync(['*.md', 'docs/**/*.md'])
const readme = read('README.md')

for (const page of pages) {
  for (const [, target] of read(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
    if (/^[a-z]+:/.test(target)) continue
    if (!existsSync(join(dirname(page), target))) problems.push(`${page}: no such file: ${target}`)
  }
}

const variables = [...read('src/config/environment.ts').matchAll(/^ {2}([A-Z_]+):/gm)].map(
  (match) => match[1],
)
for (const name of variables) {
  if (!read('.env.example').includes(`${name}=`)) problems.push(`.env.example: ${name} is missing`)
  if (!readme.includes(`\`${name}\``)) problems.push(`README.md: ${name} is missing`)
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
