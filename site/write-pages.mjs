// Writes the pages of the site from the files that GitHub shows, with links as the site has them: into site/pages.
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { contents } from './contents.mjs'

/** Where files are that the site does not have; without it, links to them are left out. */
const repository = process.env.DOCS_REPOSITORY
const root = join(import.meta.dirname, '..')
const target = join(import.meta.dirname, 'pages')
const decisionsIndex = 'docs/decisions'

const files = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })]
const inMenu = contents.flatMap(({ pages }) => Object.keys(pages))
const decisions = files.filter((file) => file.startsWith('docs/decisions/')).sort()
const forgotten = files.filter((file) => !inMenu.includes(file) && !decisions.includes(file))
if (forgotten.length > 0) throw new Error(`site/contents.mjs does not list ${forgotten.join(', ')}`)

rmSync(target, { recursive: true, force: true })
for (const file of files) write(file, readFileSync(join(root, file), 'utf8'))
write(decisionsIndex, listOfDecisions())
cpSync(join(root, 'docs/images'), join(target, 'images'), { recursive: true })
mkdirSync(join(target, 'public'))
cpSync(join(root, 'src/web/assets/icon.svg'), join(target, 'public/icon.svg'))

/** Of a file of the repository: README is the front page, and everything in docs/ is at the top. */
export function sitePath(file) {
  if (file === 'README.md') return 'index.md'
  if (file === decisionsIndex) return 'decisions/index.md'
  return file.startsWith('docs/') ? file.slice('docs/'.length) : file.toLowerCase()
}

function write(file, markdown) {
  const path = join(target, sitePath(file))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, withLinks(file, markdown))
}

/** Blocks of code stay as they are. */
function withLinks(file, markdown) {
  return markdown
    .split(/(^```[^]*?^```$)/m)
    .map((part) => (part.startsWith('```') ? part : withLinksOf(file, part)))
    .join('')
}

function withLinksOf(file, text) {
  return text
    .replace(/\[([^\]]*)\]\(([^)\s]+)\)/g, (whole, label, link) => {
      const to = siteLink(file, link)
      return to === null ? label : `[${label}](${to})`
    })
    .replace(/src="([^":]+)"/g, (whole, link) => `src="${siteLink(file, link) ?? link}"`)
}

/** @returns null for a file that neither the site nor a known repository has */
function siteLink(file, link) {
  if (/^(?:[a-z]+:|#)/i.test(link)) return link
  const [path, anchor] = link.split('#')
  const to = posix.join(posix.dirname(file), path)
  const hash = anchor === undefined ? '' : `#${anchor}`
  if (files.includes(to) || to === decisionsIndex || to.startsWith('docs/images/')) {
    const relative = posix.relative(posix.dirname(sitePath(file)), sitePath(to))
    return (relative.startsWith('.') ? relative : `./${relative}`) + hash
  }
  if (!existsSync(join(root, to))) throw new Error(`${file}: there is no file ${to}`)
  return repository ? `${repository}/blob/main/${to}${hash}` : null
}

function listOfDecisions() {
  const lines = decisions.map((file) => {
    const [, title] = /^# (.+)$/m.exec(readFileSync(join(root, file), 'utf8')) ?? []
    return `- [${title}](decisions/${posix.basename(file)})`
  })
  return `# Decisions\n\nWhat is hard to take back, and why it is so.\n\n${lines.join('\n')}\n`
}
