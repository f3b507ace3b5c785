import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { ingestDay } from '../../src/ingest/ingest.ts'
import { createHttp } from '../../src/sources/http.ts'
import type { SourceKind } from '../../src/sources/kind.ts'
import { readSourcesFile } from '../../src/sources/sources-file.ts'
import { temporaryDir } from '../helpers/context.ts'
import { scriptedSource, testIngest } from '../ingest/deps.ts'
import { impatient, startJsonOrigin } from './origin.ts'

const page = fileURLToPath(new URL('../../docs/sources.md', import.meta.url))
const sources = new URL('../../src/sources/', import.meta.url)

async function example(language: string): Promise<string> {
  const block = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(await readFile(page, 'utf8'))?.[1]
  if (!block) throw new Error(`docs/sources.md has no example in ${language}`)
  return block
}

/** The example as a file of its own, which imports what a file in `src/sources/` would. */
async function importExample(): Promise<{ starred: SourceKind }> {
  const folder = await mkdtemp(fileURLToPath(new URL('./docs-example-', import.meta.url)))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'starred.ts')
  await writeFile(path, (await example('ts')).replaceAll("'./", `'${sources.pathname}`))
  return import(pathToFileURL(path).href)
}

test('the example of a kind of source works as it stands in the documentation', async () => {
  const origin = await startJsonOrigin((query) => [
    { arxiv: '2605.00001v2', title: `Of  ${query.get('day')}`, text: 'We do it.', stars: 3 },
    { arxiv: 'https://arxiv.org/abs/hep-th/9901001', title: 'Old', text: 'We did it.', stars: 0 },
    { arxiv: 'nothing', title: 'No id', text: 'x', stars: 1 },
    7,
  ])
  const { starred } = await importExample()
  const planned = starred({ kind: 'starred', url: `${origin.url}/list` })
  if (!planned.success) throw planned.error
  const http = createHttp(impatient())
  const source = planned.data.open({ huggingFaceUrl: '', arxiv: { url: '', rssUrl: '', http }, http })
  const ingest = await testIngest('2026-05-20T10:00:00Z', scriptedSource({}))
  expect(await ingestDay({ ...ingest, source }, '2026-05-20')).toMatchObject({
    source: 'starred',
    listed: 2,
    added: 2,
    dropped: [{ reason: 'no entry of the expected shape' }, { reason: 'no entry of the expected shape' }],
  })
  const papers = await ingest.db
    .selectFrom('papers')
    .select(['id', 'title', 'upvotes'])
    .orderBy('id')
    .execute()
  expect(papers).toEqual([
    { id: 'arxiv:2605.00001', title: 'Of 2026-05-20', upvotes: 3 },
    { id: 'arxiv:hep-th/9901001', title: 'Old', upvotes: 0 },
  ])
})

test('the example of the operator’s file is one that Paperboy takes', async () => {
  const path = join(await temporaryDir(), 'sources.json')
  await writeFile(path, await example('json'))
  expect(readSourcesFile(path).map(({ name }) => name)).toEqual(['huggingface', 'arxiv-language', 'lab-blog'])
})
