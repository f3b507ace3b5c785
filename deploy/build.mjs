// Compiles the TypeScript to JavaScript in dist/, with the files beside it: `npm run build`. A checkout runs without it.
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, globSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

rmSync('dist', { recursive: true, force: true })
execFileSync('npx', ['tsc', '--project', 'tsconfig.build.json'], { stdio: 'inherit' })
const files = globSync('{src,emails}/**/*.{mjs,js,css,svg,json,bin,sql,yml}', {
  exclude: ['src/**/train/**'],
})
for (const file of [...files, 'package-lock.json', '.env.example']) {
  mkdirSync(dirname(join('dist', file)), { recursive: true })
  copyFileSync(file, join('dist', file))
}
chmodSync('dist/src/launch.mjs', 0o755)
process.stdout.write('dist/src/launch.mjs\n')
