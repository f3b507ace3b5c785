import { expect, test } from 'vitest'
import { countInterests } from '../../src/select/interest-counts.ts'
import { candidate } from '../helpers/candidates.ts'

const counts = countInterests([
  candidate({
    id: 'arxiv:1',
    title: 'Neural codecs',
    keywords: ['neural codec', 'speech'],
    authors: ['Yann LeCun'],
  }),
  candidate({ id: 'arxiv:2', title: 'More', keywords: ['Neural codec'], organization: 'Microsoft Research' }),
  candidate({ id: 'arxiv:3', title: 'Robots', keywords: ['robotics'], authors: ['Yann LeCun', 'Wei Wang'] }),
])

test('a keyword has the papers that say it', () => {
  expect(counts.keyword('neural codecs')).toEqual({ papers: 2, near: [] })
})

test('a keyword that no paper says is told what is close, with the papers of it', () => {
  expect(counts.keyword('audio codec')).toEqual({ papers: 0, near: [{ phrase: 'neural codec', papers: 2 }] })
  expect(counts.keyword('zeppelin')).toEqual({ papers: 0, near: [] })
})

test('names are counted as they are matched, and those with two papers are suggested', () => {
  expect([counts.author('Y. LeCun'), counts.author('Nobody'), counts.organization('Microsoft')]).toEqual([
    2, 0, 1,
  ])
  expect(counts.authors).toEqual(['Ada Example', 'Yann LeCun'].filter((name) => name !== 'Ada Example'))
  expect(counts.organizations).toEqual([])
})
