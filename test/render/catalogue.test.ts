import { expect, test } from 'vitest'
import { catalogue } from '../../emails/locales/catalogue.ts'
import type { Words } from '../../emails/locales/locale.ts'
import { choices } from '../../src/topics/catalogue.ts'

/** Whatever a phrase is given to say, by where it stands. What is typed can be left out, but not what is said here. */
const given: ((words: Words) => [said: string, values: (string | number)[]])[] = [
  ({ digest }) => [digest.subject(['A name', 'B name'], 5), ['A name', 'B name']],
  ({ digest }) => [digest.dated('A subject', 'the day'), ['A subject', 'the day']],
  ({ digest }) => [digest.preheader('A · B'), ['A · B']],
  ({ digest }) => [digest.headline('daily', 15), [15]],
  ({ digest }) => [digest.headline('weekly', 15), [15]],
  ({ digest }) => [digest.lede(143), [143]],
  ({ digest }) => [String(digest.intro('weekly').length), [3]],
  ({ digest }) => [digest.closing(15), [15]],
  ({ digest }) => [digest.why('weekly', 'papers.example.org'), ['papers.example.org']],
  ({ digest }) => [digest.sample('Lab'), ['Lab']],
  ({ foot }) => [foot.sentBy('Lab'), ['Lab']],
  ({ action }) => [action.goodbye('Lab').subject, ['Lab']],
  ({ quiet }) => [quiet.looked(143, 14), [143, 14]],
  ({ note }) => [note.sponsor('Acme'), ['Acme']],
  ({ paper }) => [paper.withUpvotes('Ada', '3 upvotes'), ['Ada', '3 upvotes']],
  ({ reason }) => [reason.topic('Theory'), ['Theory']],
  ({ reason }) => [reason.keyword('sparse'), ['sparse']],
  ({ reason }) => [reason.keywordMatched('sparse', 'sparsity'), ['sparse', 'sparsity']],
  ({ reason }) => [reason.author('Ada'), ['Ada']],
  ({ reason }) => [reason.organization('Acme'), ['Acme']],
  ({ action }) => {
    const schedule = { cadence: 'daily', hour: 7, timeZone: 'America/New_York' } as const
    const said = action.confirm('Lab', schedule, { topics: 'Theory', typed: 3 })
    return [[said.subject, ...said.paragraphs].join(), ['Lab', '07:00', 'America/New York', 'Theory', '3']]
  },
]

test.each(Object.entries(catalogue))('%s says everything that it is given', (_, words) => {
  for (const phrase of given) {
    const [said, values] = phrase(words)
    for (const value of values) expect(said).toContain(String(value))
  }
  // Both cadences and numbers are told apart.
  expect(words.digest.headline('weekly', 3)).not.toBe(words.digest.headline('daily', 3))
  expect(words.digest.subject(['A'], 0)).toBe('A')
  expect(new Set([1, 2, 3].map((count) => words.digest.closing(count))).size).toBe(3)
})

test('each language says something of its own in every place', () => {
  const phrases = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(phrases)
        : []
  const [en, de, zh] = [catalogue.en, catalogue.de, catalogue.zh].map(phrases)
  expect(de).toHaveLength(en?.length ?? 0)
  expect(zh).toHaveLength(en?.length ?? 0)
  // What German says as English does.
  const same = en?.filter((phrase, index) => phrase === de?.[index])
  expect(same).toEqual(['Code', 'Website'])
  expect(en?.filter((phrase, index) => phrase === zh?.[index])).toEqual([])
})

test('German and Chinese name every topic', () => {
  for (const { slug } of choices()) {
    expect(catalogue.de.paper.topic(slug)).toBeTruthy()
    expect(catalogue.zh.paper.topic(slug)).toBeTruthy()
  }
})
