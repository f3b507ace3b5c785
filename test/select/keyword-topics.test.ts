import { expect, test } from 'vitest'
import { topicAgreement } from '../../src/select/keyword-topics.ts'

const papers = [
  { topics: { 'speech-audio': 0.9 } },
  { topics: { 'speech-audio': 0.4 } },
  { topics: { 'video-generation': 0.9, 'speech-audio': 0.2 } },
]

test('papers agree with a keyword by the topic that it belongs to, and all alike where it has none', () => {
  const agreements = (keyword: string) => papers.map((_, at) => topicAgreement(keyword, papers)(at))
  expect(agreements('audio codec')).toEqual([1, 0.6, 0])
  expect(agreements('"audio codec" -video')).toEqual([1, 0.6, 0])
  expect(agreements('zeppelin')).toEqual([0.5, 0.5, 0.5])
})
