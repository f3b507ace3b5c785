#!/usr/bin/env -S node --max-semi-space-size=16 --heap-growing-percent=40 --liftoff-only
// The flags keep it small: by itself the heap grows to several times of what is alive, since a server has memory to spare, and
// optimising the embedded database's WebAssembly takes half a gigabyte.
// Plain JavaScript, so that it runs on any Node: it finds a Node new enough and hands over to the TypeScript command line.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

// React's production build, unless asked otherwise: it renders several times as fast.
process.env.NODE_ENV ??= 'production'

listenAsFirstProcess()
stopWithNpm()

const requiredMajor = 24
const fromRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
// As `npm run build` leaves it.
const isCompiled = existsSync(new URL('cli.js', import.meta.url))
const ownNode = fromRoot('node_modules/node/bin/node')

if (Number(process.versions.node.split('.')[0]) >= requiredMajor) {
  const { enableCompileCache, registerHooks } = await import('node:module')
  // A start spends a second on compiling. Where this folder cannot be written to, nothing is kept. What is read from it
  // stays in memory, 12 MB, which single parts such as workers do without: they start seldom.
  const isOnePart = process.argv.some((argument) => /^--only\b/.test(argument))
  if (!isOnePart) enableCompileCache(fromRoot('node_modules/.cache/paperboy'))
  registerHooks({ load: withoutHighlighter })
  const { runCli } = isCompiled ? await import('./cli.js') : await importTypeScript()
  await runCli(process.argv)
} else if (existsSync(ownNode)) {
  const self = fileURLToPath(import.meta.url)
  const child = spawn(ownNode, [...process.execArgv, self, ...process.argv.slice(2)], { stdio: 'inherit' })
  // A supervisor signals the process that it has started, which is this one. It waits for the other, so that a restart finds
  // the port and the data folder free.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`${ownNode} cannot be started: ${error.message}\n`)
    process.exit(1)
  })
  // As a shell reports it: 128 and the number of the signal that ended it.
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
} else {
  process.stderr.write(
    `Paperboy needs Node ${requiredMajor} or newer, and this is ${process.version}.\n` +
      'Run `npm ci` in its folder, which brings Node 24 along, or install Node 24 LTS.\n',
  )
  process.exit(1)
}

async function importTypeScript() {
  const { register } = await import('tsx/esm/api').catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
    process.stderr.write(
      `The packages that Paperboy needs are not installed: run \`npm ci\` in ${fromRoot('')}\n`,
    )
    process.exit(1)
  })
  register({ tsconfig: fromRoot('tsconfig.json') })
  // tsx turns them on for packages too: Node would read and keep the map of each of their modules.
  const { setSourceMapsSupport } = await import('node:module')
  setSourceMapsSupport(true, { nodeModules: false })
  return import('./cli.ts')
}

/** In a container this is process 1, which the kernel sends no signal that it does not listen for. */
function listenAsFirstProcess() {
  if (process.pid !== 1) return
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    process.on(signal, () => {
      // Whoever else listens stops in good order.
      if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal])
    })
  }
}

/** npm passes a signal to the shell between it and this process. The shell dies, and nobody else tells this process. */
function stopWithNpm() {
  if (process.env.npm_command === undefined) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  timer.unref()
}

/** React Email's code block, which no mail has, brings a highlighter for 300 languages: half a second and 22 MB a start. */
function withoutHighlighter(url, context, load) {
  const isHighlighter = url.endsWith('/react-email/dist/components/code-block/prism.mjs')
  return isHighlighter
    ? { format: 'module', shortCircuit: true, source: 'export const Prism = null' }
    : load(url, context)
}
