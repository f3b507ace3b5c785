import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cadences, languages } from '../../src/subscribers/preference-schemas.ts'
import { splitList } from '../../src/subscribers/list-text.ts'
import {
  checkPreferences,
  defaultPreferences,
  knownPreferences,
  parseGivenPreferences,
  parsePreferences,
  toInput,
} from '../../src/subscribers/preferences.ts'
import { tellProblems } from '../../src/subscribers/problems.ts'

test('nothing given is the defaults, or no change', () => {
  const empty = { cadence: '', hour: ' ', timeZone: undefined }
  expect(parsePreferences(empty)).toEqual({ ok: true, preferences: defaultPreferences })
  expect(parseGivenPreferences(empty)).toEqual({ ok: true, preferences: {} })
})

test('texts become values, tidied', () => {
  const parsed = parsePreferences({
    topics: ['Robotics', 'agents', 'robotics'],
    keywords: splitList(' KV  cache, kv cache ,, protein\u200b folding\n'),
    cadence: 'weekly',
    hour: '07',
    timeZone: 'europe/berlin',
    maxPapers: '20',
  })
  expect(parsed).toEqual({
    ok: true,
    preferences: {
      ...defaultPreferences,
      topics: ['robotics', 'agents'],
      keywords: ['KV cache', 'protein folding'],
      cadence: 'weekly',
      hour: 7,
      timeZone: 'Europe/Berlin',
      maxPapers: 20,
    },
  })
})

test.each([
  [{ topics: ['alchemy'] }, { topics: 'There is no topic “alchemy”.' }],
  [{ keywords: ['x'.repeat(61)] }, { keywords: 'A keyword can have 60 characters at most.' }],
  [
    { keywords: Array.from({ length: 21 }, (_, index) => `word ${index}`) },
    { keywords: 'There can be 20 keywords at most.' },
  ],
  [{ cadence: 'hourly' }, { cadence: 'Choose daily, weekdays or weekly.' }],
  [{ hour: '24' }, { hour: 'Choose an hour from 0 to 23.' }],
  [{ hour: '7.5' }, { hour: 'Choose an hour from 0 to 23.' }],
  [{ timeZone: '+02:00' }, { timeZone: 'There is no time zone “+02:00”. Choose one like Europe/Berlin.' }],
  [{ pausedUntil: '2026-02-30' }, { pausedUntil: 'Write a day, like 2026-05-31.' }],
  [{ language: 'la' }, { language: 'Choose en, de or zh.' }],
  [{ withDiscovery: 'perhaps' }, { withDiscovery: 'Say yes or no.' }],
  [{ authors: ['x'.repeat(81)] }, { authors: 'A name can have 80 characters at most.' }],
  [
    { topics: ['safety'], mutedTopics: ['robotics', 'safety'] },
    { mutedTopics: 'Safety cannot be both chosen and muted.' },
  ],
  [{ maxPapers: '0' }, { maxPapers: 'Choose from 1 to 20 papers.' }],
])('%j is refused in words', (input, problems) => {
  const parsed = parsePreferences(input)
  if (parsed.ok) throw new Error('it was taken')
  expect(Object.keys(parsed.problems)).toEqual(Object.keys(problems))
  expect(tellProblems(parsed.problems)).toEqual(Object.values(problems))
})

test('a list of thousands is refused, also where it says the same again and again', () => {
  const parsed = parsePreferences({ keywords: Array.from({ length: 5000 }, () => 'x') })
  expect(!parsed.ok && tellProblems(parsed.problems)).toEqual(['There can be 20 keywords at most.'])
})

test('whatever is typed gives valid preferences or problems, and valid ones come back the same from a form', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('7', '20', 'weekly', 'UTC', 'robotics'),
  )
  const input = fc.record({
    topics: fc.array(text),
    keywords: fc.array(text),
    cadence: text,
    hour: text,
    timeZone: text,
    maxPapers: text,
    authors: fc.array(text),
    organizations: fc.array(text),
    mutedTopics: fc.array(text),
    mutedKeywords: fc.array(text),
    mutedAuthors: fc.array(text),
    withDiscovery: fc.oneof(text, fc.constantFrom('yes', 'no')),
    withQuietMail: fc.oneof(text, fc.constantFrom('yes', 'no')),
    withLearning: fc.oneof(text, fc.constantFrom('yes', 'no')),
    language: fc.oneof(text, fc.constantFrom('de', 'zh')),
    pausedUntil: fc.oneof(text, fc.constantFrom('2026-06-01', '')),
  })
  fc.assert(
    fc.property(input, (typed) => {
      const parsed = parsePreferences(typed)
      if (!parsed.ok) {
        expect(Object.keys(parsed.problems)).not.toHaveLength(0)
        return
      }
      for (const keyword of parsed.preferences.keywords)
        expect(keyword).not.toMatch(/[\p{Cc}\p{Cf}]|^\s|\s$/u)
      expect(parsePreferences(toInput(parsed.preferences))).toEqual(parsed)
    }),
  )
})

test('what is stored reads back as stored while it is valid, and otherwise as something that every change takes', () => {
  const list = fc.array(fc.oneof(fc.string(), fc.constantFrom('robotics', 'safety', 'old-topic')), {
    maxLength: 60,
  })
  const stored = fc.record({
    topics: list,
    keywords: list,
    authors: list,
    organizations: list,
    mutedTopics: list,
    mutedKeywords: list,
    mutedAuthors: list,
    withDiscovery: fc.boolean(),
    withQuietMail: fc.boolean(),
    withLearning: fc.boolean(),
    cadence: fc.constantFrom(...cadences),
    hour: fc.integer({ min: 0, max: 30 }),
    timeZone: fc.constantFrom('Europe/Berlin', 'America/Atlantis', ''),
    maxPapers: fc.integer({ min: 0, max: 30 }),
    language: fc.constantFrom(...languages),
    pausedUntil: fc.constantFrom(null, '2026-06-01'),
  })
  fc.assert(
    fc.property(stored, (row) => {
      const { preferences, leftOut } = knownPreferences(row)
      const checked = checkPreferences(preferences)
      expect(checked).toMatchObject({ ok: true })
      expect(knownPreferences(preferences)).toEqual({ preferences, leftOut: [] })
      if (checkPreferences(row).ok) expect(preferences).toEqual(row)
      else expect(leftOut).not.toHaveLength(0)
    }),
  )
})
