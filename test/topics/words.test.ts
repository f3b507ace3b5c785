import { expect, test } from 'vitest'
import { splitNames, words } from '../../src/topics/tokens.ts'

test('forms of a word are one word', () => {
  expect(words('quantized quantizes quantizing')).toEqual(['quantiz', 'quantiz', 'quantiz'])
  expect(words('Policies, policy')).toEqual(['policy', 'policy'])
  expect(words('benchmarks benchmarking')).toEqual(['benchmark', 'benchmark'])
})

test('different words stay apart', () => {
  const [general, generation, generative] = words('general generation generative')
  expect(new Set([general, generation, generative]).size).toBe(3)
  expect(words('bias analysis glass')).toEqual(['bias', 'analysis', 'glass'])
})

test('hyphens, accents, markup and case make no difference', () => {
  expect(words('Text-to-Image')).toEqual(words('text to image'))
  expect(words('naïve Hölder')).toEqual(words('naive Holder'))
  expect(words('$SL^{2}A$ <b>robot</b>')).toEqual(['sl', '2', 'a', 'b', 'robot', 'b'])
})

test('names hide words', () => {
  expect(splitNames('VideoAgent and GUIGround')).toBe('Video Agent and GUI Ground')
})
