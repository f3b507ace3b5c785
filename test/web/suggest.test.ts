import fc from 'fast-check'
import { expect, test } from 'vitest'
import { distanceWithin, WordIndex } from '../../src/web/search/spelling.ts'
import { buildSuggester } from '../../src/web/search/suggest.ts'
import { listPapers, testApp } from './test-app.ts'

const paper = {
  title: 'Robots fold laundry',
  keywords: ['bimanual manipulation'],
  authors: [],
  organization: null,
}
const topics = [
  {
    slug: 'robotics',
    names: ['Robotics', 'Robotik', '机器人'],
    about: ['Manipulation, navigation, driving'],
  },
  { slug: 'retrieval', names: ['Retrieval'], about: ['Search, RAG, embeddings'] },
]
const suggester = await buildSuggester(
  [
    { ...paper, authors: ['Ada Lovelace', 'Müller, Jörg'], organization: 'Institute of Looms' },
    { ...paper, authors: ['Ada Byron', 'Jörg Müller'] },
    { ...paper, authors: ['Ada Byron'] },
  ],
  topics,
)

test.each([
  ['ada', ['Ada Byron', 'Ada Lovelace']],
  ['lovelace ada', ['Ada Lovelace']],
  ['muller', ['Jörg Müller', 'Müller, Jörg']],
  ['loom', ['Institute of Looms']],
  ['ad', []],
  ['ada -byron', ['Ada Byron', 'Ada Lovelace']],
  ['"ada lovelace"', ['Ada Lovelace']],
  ['', []],
])('names that “%s” begins', (text, names) => {
  expect(
    suggester
      .makers(text)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(names.toSorted())
})

test.each([
  ['robot', ['robotics']],
  ['Robotik', ['robotics']],
  ['机器人', ['robotics']],
  ['rag', ['retrieval']],
  ['manip', []],
  ['-robot', []],
])('topics for “%s”', (text, slugs) => {
  expect(suggester.topics(text)).toEqual(slugs)
})

test.each([
  ['robtos', 'robots'],
  ['fold landry', 'fold laundry'],
  ['bimanuel manipulatoin', 'bimanual manipulation'],
  ['"robtos fold" -laundry', '"robots fold" -laundry'],
  ['robots', null],
  ['fodl', 'fold'],
  ['orbots', 'robots'],
  ['abc', null],
  ['quantum', null],
])('“%s” is corrected to %s', (text, correction) => {
  expect(suggester.correct(text)).toBe(correction)
})

test('of words as near as each other, the one that is said most is meant', () => {
  const words = new WordIndex()
  words.add(['more', 'mode', 'mode'])
  expect(words.nearest('moze')).toBe('mode')
})

test('the distance is the same both ways, zero for equal words, and at most the longer length', () => {
  const word = fc.string({ maxLength: 8 })
  fc.assert(
    fc.property(word, word, (a, b) => {
      const most = Math.max(a.length, b.length)
      const distance = distanceWithin(a, b, most)
      expect(distance).toBe(distanceWithin(b, a, most))
      expect(distance).not.toBeNull()
      expect(distance === 0).toBe(a === b)
      if (distance) expect(distanceWithin(a, b, distance - 1)).toBeNull()
    }),
  )
})

test('a search that finds nothing offers what finds something, and names that it begins', async () => {
  const site = await testApp()
  await listPapers(site.context, '2026-05-20', [{ id: 'arxiv:1', title: 'Robots fold laundry' }])
  await site.context.db
    .updateTable('papers')
    .set({ authors: ['Ada Lovelace'] })
    .execute()
  const page = async (path: string) => (await site.get(path)).text()
  expect(await page('/search?q=robtos+fold')).toContain(
    'Did you mean <a href="/search?q=robots+fold">robots fold</a>?',
  )
  expect(await page('/search?q=robtos&topic=safety')).not.toContain('Did you mean')
  expect(await page('/search?q=lovelace')).toContain('<a href="/people/Ada%20Lovelace">Ada Lovelace</a>')
  expect(await page('/search?q=robot')).toContain('<a href="/topics/robotics">Topic: Robotics</a>')
  expect(await page('/search')).not.toContain('class="suggested"')
})
