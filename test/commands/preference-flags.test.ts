import { Command } from 'commander'
import { expect, test } from 'vitest'
import { addPreferenceFlags, parsePreferenceFlags } from '../../src/commands/preference-flags.ts'
import { configure as configurePreview } from '../../src/commands/preview.ts'
import { configure as configureRank } from '../../src/commands/rank.ts'
import { configure as configureSubscribers } from '../../src/commands/subscribers.ts'
import { preferenceFields } from '../../src/subscribers/preference-fields.ts'

const flags = Object.values(preferenceFields).map(({ flag }) => `--${flag.name}`)

test('add, preview and rank have a flag for every preference', () => {
  const [preview, rank, subscribers] = [configurePreview, configureRank, configureSubscribers].map(
    (configure) => {
      const command = new Command()
      configure(command)
      return command
    },
  )
  for (const command of [preview, rank, subscribers?.commands.find((one) => one.name() === 'add')]) {
    expect(command?.options.map(({ long }) => long)).toEqual(expect.arrayContaining(flags))
  }
})

test('flags become typed preferences, and what is not given stays open', () => {
  expect(parse('--mute-topics', 'Safety,agents', '--hour', '7', '--paused-until', '2026-06-01')).toEqual({
    mutedTopics: ['safety', 'agents'],
    hour: 7,
    pausedUntil: '2026-06-01',
  })
  expect(parse()).toEqual({})
})

test('the discovery is a yes, a no, or not given', () => {
  expect(parse('--discovery')).toEqual({ withDiscovery: true })
  expect(parse('--no-discovery')).toEqual({ withDiscovery: false })
})

test('everything that is wrong is named at once', () => {
  expect(() => parse('--hour', '25', '--topics', 'cooking')).toThrow(/no topic “cooking”.*\n.*hour from 0/)
})

function parse(...argv: string[]) {
  const command = addPreferenceFlags(new Command())
  command.parse(argv, { from: 'user' })
  return parsePreferenceFlags(command.opts())
}
