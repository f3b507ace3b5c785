import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSourcesFile } from '../../src/sources/sources-file.ts'
import { temporaryDir } from '../helpers/context.ts'

async function read(content: unknown) {
  const path = join(await temporaryDir(), 'sources.json')
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return readSourcesFile(path)
}

test('without a file there is Hugging Face, every half hour', () => {
  expect(readSourcesFile(null)).toMatchObject([{ name: 'huggingface', schedule: '*/30 * * * *' }])
})

test('each entry has its name and schedule, or those of its kind', async () => {
  const sources = await read([
    { kind: 'huggingface', schedule: '*/20 * * * *' },
    { kind: 'arxiv', categories: ['cs.CL', 'hep-th'] },
    { kind: 'feed', name: 'lab-blog', url: 'https://lab.example/feed.xml', quietDays: 60 },
  ])
  expect(sources.map(({ name, schedule, isAwaited }) => [name, schedule, isAwaited])).toEqual([
    ['huggingface', '*/20 * * * *', true],
    ['arxiv', '20 0-23/2 * * *', false],
    ['lab-blog', '10 * * * *', true],
  ])
})

test.each([
  ['{', /is not JSON/],
  [{}, /must contain a list/],
  [[], /it lists no source/],
  [[7], /entry 1: kind: must be one of huggingface, arxiv, feed/],
  [[{ kind: 'rss' }], /entry 1: kind: must be one of/],
  [
    [{ kind: 'huggingface' }, { kind: 'feed', name: 'x', url: 'ftp://a.example' }],
    /entry 2 \(“x”\): url: must be a URL/,
  ],
  [[{ kind: 'feed', url: 'https://a.example' }], /entry 1: name: /],
  [[{ kind: 'feed', name: 'A:b', url: 'https://a.example' }], /name: must be up to 50 small letters/],
  [[{ kind: 'feed', name: 'sample', url: 'https://a.example' }], /name: is taken/],
  [[{ kind: 'feed', name: 'x', url: 'https://a.example', shedule: '1' }], /shedule/],
  [
    [{ kind: 'feed', name: 'x', url: 'https://a.example', schedule: '61 * * * *' }],
    /schedule: must be a cron/,
  ],
  [
    [{ kind: 'feed', name: 'x', url: 'https://a.example', schedule: '* * * * * *' }],
    /schedule: must be a cron/,
  ],
  [[{ kind: 'arxiv', categories: ['cs.CL) OR all:x'] }], /categories\.0: must be a category/],
  [[{ kind: 'arxiv', categories: [] }], /categories: must name at least one/],
  [
    [{ kind: 'huggingface' }, { kind: 'huggingface' }],
    /entry 2: an earlier entry is named “huggingface” too/,
  ],
])('%j is refused, and the entry named', async (content, message) => {
  await expect(read(content)).rejects.toThrow(message)
})

test('a file that is not there is named', () => {
  expect(() => readSourcesFile('/nonexistent/sources.json')).toThrow(
    /SOURCES: \/nonexistent\/sources.json cannot be read/,
  )
})
