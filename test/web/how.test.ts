import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { how } from '../../src/web/words/en/how.ts'

test('docs/how-papers-are-chosen.md says what the page says', () => {
  const file = readFileSync(new URL('../../docs/how-papers-are-chosen.md', import.meta.url), 'utf8')
  const parts = file.split(/\n{2,}/).map((part) => part.trim().replaceAll('\n', ' '))
  const page = how.sections('Paperboy').flatMap(({ title, paragraphs }) => [`## ${title}`, ...paragraphs])
  expect(parts.slice(2)).toEqual(page)
})
