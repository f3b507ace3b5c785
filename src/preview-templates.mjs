// `npm run email`: React Email's preview of our templates, on port 3001. With TEMPLATES_DIR an operator's components stand in
// place of ours: in a copy, since the preview reads a folder and runs nothing before a template.
import { spawn } from 'node:child_process'
import { cpSync, existsSync, globSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const copy = join(root, '.email')
const own = process.env.TEMPLATES_DIR && resolve(process.env.TEMPLATES_DIR)

if (own && !existsSync(own)) {
  process.stderr.write(`TEMPLATES_DIR: there is no folder ${own}\n`)
  process.exit(1)
}
if (own) {
  rmSync(copy, { recursive: true, force: true })
  cpSync(join(root, 'emails'), join(copy, 'emails'), { recursive: true })
  copyOwn()
  useOwn()
  watch(own, { recursive: true }, copyOwn)
  process.on('exit', () => rmSync(copy, { recursive: true, force: true }))
}
const folder = own ? join(copy, 'emails') : join(root, 'emails')
const email = spawn('email', ['dev', '--dir', folder, '--port', '3001'], { stdio: 'inherit', cwd: root })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => email.kill(signal))
email.on('exit', (code) => process.exit(code ?? 1))

/** What they import from `paperboy/` lies beside them here. */
function copyOwn() {
  for (const file of globSync('**/*.{ts,tsx}', { cwd: own, exclude: ['**/node_modules/**'] })) {
    const to = join(copy, 'own', file)
    cpSync(join(own, file), to)
    const ours = relative(dirname(to), copy)
    writeFileSync(to, readFileSync(to, 'utf8').replaceAll(/(['"])paperboy\//g, `$1${ours}/`))
  }
}

function useOwn() {
  const slots = join(copy, 'emails', 'slots.ts')
  const text = readFileSync(slots, 'utf8')
  const used = [...text.matchAll(/'([\w-]+\.tsx)': '(\w+)'/g)].filter(([, file]) =>
    existsSync(join(own, file)),
  )
  const imports = used.map(([, file, slot]) => `import Own${slot} from '../own/${file}'\n`)
  const replaced = used.map(([, , slot]) => `${slot}: Own${slot}`)
  writeFileSync(slots, `${imports.join('')}${text}\nreplaceSlots({ ${replaced.join(', ')} })\n`)
}
