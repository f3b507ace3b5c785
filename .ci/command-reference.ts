// Writes docs/cli.md from what each command says of itself with --help; with --check, tells whether the file is as it would be.
import { readFileSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { buildProgram } from '../src/cli.ts'

const path = 'docs/cli.md'
const columns = 100

const program = await buildProgram(() => true)
const intro = `# Command line

Written by \`npm run docs:write\` from what each command prints with \`--help\`.
`
const text = [intro, ...program.commands.map((command) => sectionOf(command, 2))].join('\n')
if (!process.argv.includes('--check')) writeFileSync(path, text)
else if (readFileSync(path, 'utf8') !== text) {
  process.stderr.write(`${path} is not what the commands say of themselves: npm run docs:write\n`)
  process.exitCode = 1
}

function sectionOf(command: Command, level: number): string {
  const help = helpOf(command)
  const subcommands = command.commands.map((one) => sectionOf(one, level + 1))
  return [`${'#'.repeat(level)} ${nameOf(command)}\n\n\`\`\`\n${help}\n\`\`\`\n`, ...subcommands].join('\n')
}

/** With the texts that a command adds after its options, which `helpInformation` leaves out. */
function helpOf(command: Command): string {
  let help = ''
  command.configureOutput({
    writeOut: (part) => (help += part),
    getOutHelpWidth: () => columns,
    getOutHasColors: () => false,
  })
  command.outputHelp()
  return help.replace(/[ \t]+$/gm, '').trim()
}

function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name()
}
