import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { acceptedTopics, hasTopic } from '../../src/papers/paper.ts'
import { choices, findTopic, topics, wholeTopics } from '../../src/topics/catalogue.ts'
import { scoreTopics } from '../../src/topics/narrow.ts'
import { useOwnTopics, withOwnTopics, type ScoredFields } from '../../src/topics/own-topics.ts'
import { parseTopics, readTopicsFile } from '../../src/topics/topics-file.ts'
import { temporaryDir } from '../helpers/context.ts'

afterEach(() => useOwnTopics([]))

const file = `
- slug: neuromorphic
  name: { en: Neuromorphic computing, de: Neuromorphes Rechnen }
  phrases: [spiking neural networks, neuromorphic]
  categories: [cs.NE]
  group: Foundations
- slug: astronomy
  parent: science
  name: Astronomy
  phrases: [galaxy, telescope]
`

function paper(fields: Partial<ScoredFields>): ScoredFields {
  return { title: 'x', abstract: '', keywords: [], summary: null, organization: null, ...fields }
}

test('a topic of one’s own is offered after ours, a part after the whole, in their groups', () => {
  useOwnTopics(parseTopics('topics.yaml', file))
  expect(wholeTopics().map(({ slug }) => slug)).toEqual([...topics.map(({ slug }) => slug), 'neuromorphic'])
  expect(findTopic('neuromorphic')).toMatchObject({
    name: 'Neuromorphic computing',
    names: { de: 'Neuromorphes Rechnen' },
    group: 'Foundations',
    about: 'spiking neural networks, neuromorphic, cs.NE',
  })
  const slugs = choices().map(({ slug }) => slug)
  expect(slugs[slugs.indexOf('science') + 4]).toBe('science.astronomy')
  useOwnTopics([])
  expect(findTopic('neuromorphic')).toBeUndefined()
})

test.each<[string, Partial<ScoredFields>, boolean]>([
  ['a phrase in the title, in another inflection', { title: 'A Spiking Neural Network for Flies' }, true],
  ['one in a keyword', { keywords: ['neuromorphic'] }, true],
  ['two mentions in the abstract', { abstract: 'It is neuromorphic. A neuromorphic chip runs.' }, true],
  ['one mention in the abstract', { abstract: 'Others are neuromorphic.' }, false],
  ['arXiv’s primary category', { categories: ['cs.NE', 'cs.LG'] }, true],
  ['another of its categories', { categories: ['cs.LG', 'cs.NE'] }, false],
  [
    'another of its categories and a mention',
    { categories: ['q', 'cs.NE'], abstract: 'A neuromorphic chip.' },
    true,
  ],
  ['nothing of it', { title: 'A neural network' }, false],
])('with %s a paper has the topic or not', (_, fields, has) => {
  useOwnTopics(parseTopics('topics.yaml', file))
  expect(hasTopic(scoreTopics(paper(fields)), 'neuromorphic')).toBe(has)
})

test('a phrase that many papers say, as the classifier knows, counts less', () => {
  useOwnTopics(
    parseTopics(
      'f',
      '- { slug: lm, name: LM, phrases: [language models] }\n- { slug: fl, name: FL, phrases: [federated learning] }',
    ),
  )
  const scores = scoreTopics(paper({ title: 'Language models and federated learning' }))
  expect(scores['fl']).toBeGreaterThan(0.6)
  expect(scores['lm'] ?? 0).toBeLessThan(0.5)
})

test('a part needs the whole, has its score, and is no label', () => {
  useOwnTopics(parseTopics('topics.yaml', file))
  const galaxies = paper({ title: 'Galaxy and galaxy', categories: ['astro-ph'] })
  expect(withOwnTopics({ science: 0.7 }, galaxies)).toEqual({ science: 0.7, 'science.astronomy': 0.7 })
  expect(withOwnTopics({ science: 0.4 }, galaxies)).toEqual({ science: 0.4 })
  expect(acceptedTopics(withOwnTopics({ science: 0.7 }, galaxies))).toEqual(['science'])
})

test('whatever the paper, own scores are between 0.2 and 1, ours stay, and to score again changes nothing', () => {
  useOwnTopics(parseTopics('topics.yaml', file))
  const word = fc.constantFrom('spiking', 'neural', 'network', 'galaxy', 'neuromorphic', 'x', '💫')
  const text = fc.array(word, { maxLength: 30 }).map((words) => words.join(' '))
  const fields = fc.record({
    title: text,
    abstract: text,
    keywords: fc.array(text, { maxLength: 3 }),
    summary: fc.option(text),
    organization: fc.constant(null),
    categories: fc.array(fc.constantFrom('cs.NE', 'cs.LG'), { maxLength: 2 }),
  })
  fc.assert(
    fc.property(fields, fc.double({ min: 0.2, max: 1, noNaN: true }), (one, science) => {
      const scores = withOwnTopics({ science, retired: 0.9 }, one)
      expect(scores['science']).toBe(science)
      expect(scores['retired']).toBeUndefined()
      expect(Object.values(scores).every((score) => score >= 0.2 && score <= 1)).toBe(true)
      expect(withOwnTopics(scores, one)).toEqual(scores)
    }),
  )
})

test.each([
  ['- slug: [', /^TOPICS: t\.yaml, line 1: /],
  ['slug: x', /line 1: must be a list of topics, each like/],
  ['- 5', /line 1: must be fields with values/],
  ['- slug: x\n  nam: y', /line 1: .*there is no field “nam”. Choose from: slug, name/s],
  [
    '- slug: Quantum ML\n  name: Q\n  phrases: [q]',
    /line 1: slug: must be lower-case letters and digits, like quantum-ml/,
  ],
  ['- slug: q\n  name: Q', /line 1: has neither phrases nor categories/],
  ['- slug: q\n  phrases: [q]', /line 1: name: must be a text of 40/],
  ['- slug: q\n  name: Q\n  phrases:\n    - ok\n    - 量子', /line 5: phrases: “量子” has no letter/],
  ['- slug: q\n  name: Q\n  categories: [CS.LG]', /line 3: categories: “CS.LG” is no category of arXiv’s/],
  [
    '- slug: q\n  parent: sciences\n  name: Q\n  phrases: [q]',
    /line 2: parent: “sciences” is none of the 28/,
  ],
  ['- slug: agents\n  name: A\n  phrases: [a]', /line 1: slug: Paperboy has a topic “agents” itself/],
  [
    '- {slug: q, name: Q, phrases: [q]}\n- slug: q\n  name: R\n  phrases: [r]',
    /line 2: slug: an earlier topic is “q” too/,
  ],
])('a file of %j is refused with its line and what to do', (text, message) => {
  expect(() => parseTopics('t.yaml', text)).toThrow(message)
})

test('every wrong topic is told at once', () => {
  const two = '- {slug: A, name: A, phrases: [a]}\n- {slug: b, name: B, phrases: [b], parent: c}'
  expect(() => parseTopics('t.yaml', two)).toThrow(/line 1: slug.*\n.*line 2: parent/)
})

test('whatever stands in the file, it is read or refused in words', () => {
  const value = fc.jsonValue({ maxDepth: 3 }).map((one) => JSON.stringify(one))
  fc.assert(
    fc.property(
      fc.oneof(
        value,
        value.map((one) => `- slug: ${one}\n  name: ${one}\n  phrases: ${one}`),
        fc.string(),
      ),
      (text) => {
        try {
          expect(Array.isArray(parseTopics('t.yaml', text))).toBe(true)
        } catch (error) {
          expect(error).toMatchObject({
            name: 'UserError',
            message: expect.stringMatching(/^TOPICS: t\.yaml, line \d+: /),
          })
        }
      },
    ),
  )
})

test('a file that is not there is named', async () => {
  const path = join(await temporaryDir(), 'topics.yaml')
  expect(() => readTopicsFile(path)).toThrow(`TOPICS: ${path} cannot be read`)
  await writeFile(path, file)
  expect(readTopicsFile(path)).toHaveLength(2)
})

test('a file that an editor begins with a mark of its byte order is read', async () => {
  const path = join(await temporaryDir(), 'topics.yaml')
  await writeFile(path, '\uFEFF- { slug: quantum, name: Quantum, phrases: [qubit] }\n')
  expect(readTopicsFile(path)).toHaveLength(1)
})
