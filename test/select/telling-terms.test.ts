import { expect, test } from 'vitest'
import { paperVector, shippedSpace } from '../../src/select/latent-space.ts'
import { tellingTerms } from '../../src/select/telling-terms.ts'

const space = shippedSpace()

test.each([
  String.raw`\textsc{AutoScientist}: Self-Reinforcing Autonomous Research`,
  String.raw`Autonomous Research with \mathbf{Agents} and \texttt{scripts}`,
])('what tells a paper are its words, never its LaTeX: %s', (title) => {
  const paper = { title, abstract: `${title}. An autonomous agent plans experiments.`, keywords: [] }
  const terms = tellingTerms(space, paper, paperVector(space, paper), 8)
  expect(terms.join(' ')).toContain('autonomous')
  expect(terms.join(' ')).not.toMatch(/text(sc|tt)|mathbf/)
})

test('nor is it the LaTeX of a keyword', () => {
  const keywords = [String.raw`\textsc{Pivot}/\textsc{Refine} decision loop`, 'autonomous research']
  const paper = { title: 'Autonomous Research', abstract: 'An agent plans experiments.', keywords }
  const terms = tellingTerms(space, paper, paperVector(space, paper), 8)
  expect(terms.join(' ')).toContain('autonomous')
  expect(terms.join(' ')).not.toContain('textsc')
})
