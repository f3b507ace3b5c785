import fc from 'fast-check'
import { expect, test } from 'vitest'
import { acceptedScore, acceptedTopics, type TopicScores } from '../../src/papers/paper.ts'
import { choices, findTopic, narrowTopics, topics } from '../../src/topics/catalogue.ts'
import { classify } from '../../src/topics/classify.ts'
import type { ClassifiedFields } from '../../src/topics/features.ts'
import { scoreTopics } from '../../src/topics/narrow.ts'
import { rank } from '../../src/select/rank.ts'
import { rate } from '../../src/select/rate.ts'
import { selectPapers } from '../../src/select/select.ts'
import { defaultPreferences } from '../../src/subscribers/preferences.ts'
import { topicSlugs } from '../../src/subscribers/preference-schemas.ts'
import { candidate } from '../helpers/candidates.ts'

function paper(title: string, abstract: string): ClassifiedFields {
  return { title, abstract, keywords: [], summary: null, organization: null }
}

const ward = paper(
  'Reading the Ward: A Language Model for Clinical Notes',
  'We train a medical language model on notes of hospital patients. It helps doctors with diagnosis.',
)
const enzymes = paper(
  'A Protein Language Model for Enzymes that Work in the Cold',
  'We design proteins with a language model. In the wet lab, enzymes keep their function at low temperature.',
)
const scientist = paper(
  'The Night Shift: An AI Scientist that Plans its own Experiments',
  'We present an autonomous scientific discovery agent. It does hypothesis generation, runs experiments and writes scientific papers.',
)
const towels = paper(
  'Folding Towels: Bimanual Manipulation from Two Hundred Demonstrations',
  'We train a vision-language-action policy for a bimanual robot. It folds towels in unseen homes.',
)
const lanes = paper(
  'Left Turn Ahead: End-to-End Autonomous Driving at Crossings',
  'We train a driving policy that plans trajectories from cameras, and evaluate it in closed-loop simulation of traffic.',
)
const toolBench = paper(
  'ToolShed: A Benchmark for Tool-Using LLM Agents',
  'We introduce a benchmark of 500 tasks that evaluates language agents with tool calling. The best agent solves 41 %.',
)
const chartBench = paper(
  'TideBench: A Benchmark for Reading Nautical Charts',
  'We introduce a benchmark of 2,000 expert-written questions. The best model reaches an accuracy of only 31 %.',
)

function partsOf(one: ClassifiedFields): string[] {
  return Object.keys(scoreTopics(one)).filter((slug) => slug.includes('.'))
}

test.each([
  ['a clinic', ward, ['science.medicine']],
  ['proteins', enzymes, ['science.nature']],
  ['an AI scientist', scientist, ['science.research']],
  ['a robot that folds', towels, []],
  ['a car', lanes, ['robotics.driving']],
  ['a benchmark of agents', toolBench, ['evaluation.agents']],
  ['a benchmark of charts', chartBench, []],
])('%s has the parts of its topics that are its subject', (_, one, expected) => {
  expect(partsOf(one)).toEqual(expected)
})

test('a paper has a part only with the whole, by its score, and all else is as the classifier says', () => {
  const text = fc.array(
    fc.constantFrom('medical', 'patients', 'protein', 'driving', 'robot', 'agent', 'benchmark'),
  )
  fc.assert(
    fc.property(text, text, (title, abstract) => {
      const one = paper(title.join(' '), abstract.join(' '))
      const scores: TopicScores = scoreTopics(one)
      const [parts, wholes] = [partsOf(one), classify(one)]
      expect(Object.fromEntries(Object.entries(scores).filter(([slug]) => !slug.includes('.')))).toEqual(
        wholes,
      )
      for (const slug of parts) {
        const whole = wholes[slug.split('.')[0] ?? ''] ?? 0
        expect(whole).toBeGreaterThanOrEqual(acceptedScore)
        expect(scores[slug]).toBe(whole)
      }
    }),
  )
})

test('parts can be chosen like topics, beside their topic, but label no paper', () => {
  expect(topicSlugs.parse(['Science.Medicine'])).toEqual(['science.medicine'])
  expect(choices()).toHaveLength(topics.length + narrowTopics.length)
  for (const part of narrowTopics) {
    const whole = findTopic(part.slug.split('.')[0] ?? '')
    expect(whole?.group).toBe(part.group)
    expect(choices().indexOf(part)).toBeGreaterThan(choices().indexOf(whole ?? part))
  }
  expect(acceptedTopics(scoreTopics(ward)).filter((slug) => slug.includes('.'))).toEqual([])
})

test('who chose a part gets the papers of the part, and not the rest of the topic', () => {
  const papers = [ward, enzymes].map((one) => candidate({ id: one.title, ...one, topics: scoreTopics(one) }))
  const profile = { ...defaultPreferences, topics: ['science.medicine'] }
  const picks = selectPapers(rank(rate(papers, '2026-05-21'), profile), null, 8)
  expect(picks.map((pick) => [pick.candidate.title, pick.reason])).toEqual([
    [ward.title, { kind: 'topic', topic: 'science.medicine' }],
  ])
})
