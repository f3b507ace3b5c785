#!/usr/bin/env -S node --max-semi-space-size=16 --heap-growing-percent=40 --liftoff-only
// The flags keep it small: by itself the heap grows to several times of what is alive, since a server has memory to spare, and
// optimising the embedded database's WebAssembly takes half a gigabyte.
// Plain JavaScript, so that it runs on any Node: it finds a Node new enough and hands over to the TypeScript command line.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// React's production build, unless asked otherwise: it renders several times as fast.
process.env.NODE_ENV ??= 'production'

const requiredMajor = 24
const fromRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const ownNode = fromRoot('node_modules/node/bin/node')

if (Number(process.versions.node.split('.')[0]) >= requiredMajor) {
  const { register } = await import('tsx/esm/api')
  register({ tsconfig: fromRoot('tsconfig.json') })
  const { runCli } = await import('./cli.ts')
  await runCli(process.argv)
} else if (existsSync(ownNode)) {
  const child = spawnSync(
    ownNode,
    [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)],
    {
      stdio: 'inherit',
    },
  )
  process.exit(child.status ?? 1)
} else {
  process.stderr.write(
    `Paperboy needs Node ${requiredMajor} or newer, and this is ${process.version}.\n` +
      'Run `npm ci` in its folder, which brings Node 24 along, or install Node 24 LTS.\n',
  )
  process.exit(1)
}
