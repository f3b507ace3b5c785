import { expect, test } from 'vitest'
import { ingest } from '../../jobs/ingest.ts'
import { reconcile } from '../../jobs/reconcile.ts'
import type { QueueName, QueuedJob } from '../../jobs/queue.ts'
import type { Context } from '../../src/context.ts'
import { erase } from '../../src/own-data/erase.ts'
import { readHeldData } from '../../src/own-data/held-data.ts'
import { mostSeeds, readSeeds } from '../../src/marks/seeds.ts'
import { claimImport, pruneImports, readImport, saveImport } from '../../src/seeds/imports.ts'
import { lookUpSeeds, type LookUpDeps } from '../../src/seeds/look-up.ts'
import { readSeedList } from '../../src/seeds/read-list.ts'
import { createHttp } from '../../src/sources/http.ts'
import { scoreTopics } from '../../src/topics/narrow.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { addActive } from '../helpers/subscribers.ts'
import { impatient, startOrigin } from '../sources/origin.ts'

const now = new Date('2026-05-20T12:00:00Z')
const stored = candidate({
  id: 'arxiv:2605.00001',
  title: 'Diffusion policies for robot laundry folding',
  abstract: 'A robot folds laundry with a diffusion policy.',
  authors: ['Ada Lovelace'],
})

const entryOf = (
  id: string,
) => `<entry><id>http://arxiv.org/abs/${id}v2</id><title>Protein folding ${id}</title>
  <summary>We predict the structure of proteins.</summary><published>2026-05-01T00:00:00Z</published>
  <author><name>Emmy Noether</name></author><category term="q-bio.BM"/></entry>`

/** Speaks as arXiv, ORCID and Zotero do. */
function startLibraries() {
  return startOrigin((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x')
    const sendJson = (body: unknown) =>
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
    const refuse = (status: number) => response.writeHead(status, { 'Content-Type': 'text/plain' }).end('no')
    if (pathname === '/api/query') {
      const ids = (searchParams.get('id_list') ?? '').split(',').filter((id) => !id.endsWith('99'))
      const feed = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>q</title>${ids.map(entryOf).join('')}</feed>`
      return response.writeHead(200, { 'Content-Type': 'application/atom+xml' }).end(feed)
    }
    if (pathname === '/v3.0/0000-0002-1825-0097/works') {
      const work = (title: string, type: string, value: string) => ({
        'work-summary': [
          {
            title: { title: { value: title } },
            'external-ids': { 'external-id': [{ 'external-id-type': type, 'external-id-value': value }] },
          },
        ],
      })
      return sendJson({
        group: [
          work('Diffusion models', 'arxiv', '2605.00001'),
          work('Speech recognition with transformers', 'doi', '10.1000/x'),
          { 'work-summary': [null] },
        ],
      })
    }
    if (pathname === '/groups/1/items/top') {
      const item = {
        itemType: 'journalArticle',
        title: 'Graph neural networks for molecules',
        abstractNote: 'Graphs.',
      }
      const creators = [{ creatorType: 'author', firstName: 'Ada', lastName: 'Lovelace' }]
      return sendJson([
        { data: { ...item, creators, tags: [{ tag: 'to read' }, { tag: 'molecules' }] } },
        { data: { itemType: 'note' } },
        7,
      ])
    }
    if (pathname === '/users/2/items/top' || pathname === '/users/4/items/top') return refuse(403)
    if (pathname === '/users/4/publications/items')
      return sendJson([{ data: { itemType: 'thesis', title: 'Graph drawing', url: 5 } }])
    if (pathname === '/users/3/items/top') return sendJson([])
    return refuse(404)
  })
}

async function start(text: string, url?: string) {
  const context = await testContext({ clock: () => now })
  const { db, logger } = context
  await storeCandidates(db, [stored])
  const id = await addActive(db, 'ada@example.org')
  const origin = url === undefined ? await startLibraries() : null
  const base = url ?? origin?.url ?? ''
  const http = createHttp(impatient({ retries: 0 }))
  const deps: LookUpDeps = {
    db,
    logger,
    clock: () => now,
    classify: scoreTopics,
    arxiv: { url: base, rssUrl: '', http },
    libraries: { orcidUrl: base, zoteroUrl: base, http },
  }
  expect(await saveImport(db, id, readSeedList(text), now)).toBe(true)
  const result = async () => {
    const list = await readImport(db, id)
    return { ...list, problems: list?.problems.map(({ line, reason }) => `${line} ${reason}`) }
  }
  const titles = async () => (await readSeeds(db, id)).map(({ title }) => title).sort()
  return { context, db, id, deps, result, titles, requests: origin?.requests ?? [] }
}

test('stored papers are not asked for, others by one request, and what arXiv does not know is told by its line', async () => {
  const { deps, id, result, titles, requests, db } = await start(
    '2605.00001\n2401.00002\n2401.00099\n10.1000/z\nwhat',
  )
  expect(await result()).toMatchObject({ isWaiting: true, total: 4, done: 0 })
  await lookUpSeeds(deps, id)
  expect(await result()).toMatchObject({
    isWaiting: false,
    total: 4,
    done: 4,
    added: 2,
    problems: ['5 not understood', '4 unknown DOI', '3 unknown to arXiv'],
  })
  expect(await titles()).toEqual([stored.title, 'Protein folding 2401.00002'].sort())
  expect(requests.map(({ url }) => url)).toEqual([expect.stringContaining('id_list=2401.00002%2C2401.00099')])
  expect(await readSeeds(db, id)).toContainEqual(expect.objectContaining({ authors: ['Emmy Noether'] }))
  // What was typed is not kept.
  expect((await db.selectFrom('seed_imports').select('waiting').executeTakeFirst())?.waiting).toBeNull()
  await lookUpSeeds(deps, id)
  expect(requests).toHaveLength(1)
})

test('a file is taken as it describes its papers, and nobody is asked', async () => {
  const bibtex = `@article{a, title={Video generation with diffusion}, abstract={We generate video.}, keywords={diffusion, toread}, author={Hopper, Grace}}
@article{b, title={Qqqq}, author={X}}
@article{c, title={Broken {braces}, author={X}}`
  const { deps, id, result, db, requests } = await start(bibtex)
  await lookUpSeeds(deps, id)
  expect(await result()).toMatchObject({ added: 1, problems: ['3 broken entry', '2 no known words'] })
  const [seed] = await readSeeds(db, id)
  expect(seed).toMatchObject({ authors: ['Grace Hopper'], topics: ['video-generation'] })
  expect(seed?.terms.join(' ')).toContain('diffusion')
  expect(requests).toEqual([])
})

test('an ORCID and libraries of Zotero give their papers; what is private, unknown or empty says so', async () => {
  const { deps, id, result, titles } = await start(
    '0000-0002-1825-0097\nzotero:groups/1\nzotero:users/2\nhello',
  )
  await lookUpSeeds(deps, id)
  expect(await result()).toMatchObject({ problems: ['4 not understood', '3 private library'], added: 3 })
  expect(await titles()).toEqual(
    [stored.title, 'Graph neural networks for molecules', 'Speech recognition with transformers'].sort(),
  )
  const published = await start('zotero:users/4')
  await lookUpSeeds(published.deps, published.id)
  expect(await published.titles()).toEqual(['Graph drawing'])
  const others = await start('0000-0002-1694-233X\nzotero:users/3\nzotero:groups/9')
  await lookUpSeeds(others.deps, others.id)
  expect(await others.result()).toMatchObject({
    added: 0,
    isWaiting: false,
    problems: ['1 unknown ORCID', '2 no papers there', '3 unknown library'],
  })
})

test('where nobody answers, what the list says itself is taken, and the rest is told of', async () => {
  const { deps, id, result, titles } = await start(
    '@misc{a, title={Speech recognition}, eprint={2401.00001}, archivePrefix={arXiv}}\n@misc{b, eprint={2401.00002}, archivePrefix={arXiv}}',
    'http://127.0.0.1:9',
  )
  await lookUpSeeds(deps, id)
  expect(await result()).toMatchObject({ added: 1, isWaiting: false, problems: ['2 no answer'] })
  expect(await titles()).toEqual(['Speech recognition'])
})

test('a job that dies is continued by another one, up to three times; two do not work on the same list', async () => {
  const { deps, id, result, db } = await start('2605.00001')
  expect(await claimImport(db, id, now)).not.toBeNull()
  expect(await claimImport(db, id, now)).toBeNull()
  await lookUpSeeds(deps, id)
  expect(await result()).toMatchObject({ isWaiting: true, added: 0 })
  for (const hours of [1, 2]) expect(await claimImport(db, id, later(hours))).not.toBeNull()
  await lookUpSeeds({ ...deps, clock: () => later(3) }, id)
  expect(await result()).toMatchObject({ isWaiting: false, problems: ['1 no answer'] })
})

const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000)

test('a job that fails leaves the list to the next one', async () => {
  const { deps, id, result } = await start('2605.00001')
  const fails = () => {
    throw new Error('no classifier')
  }
  await expect(lookUpSeeds({ ...deps, classify: fails }, id)).rejects.toThrow('no classifier')
  await lookUpSeeds(deps, id)
  expect(await result()).toMatchObject({ isWaiting: false, added: 1 })
})

test('a job ends where its subscriber is erased meanwhile, and leaves nothing of them', async () => {
  const { context, deps, id, db } = await start('2605.00001\n2401.00002')
  let erasure: Promise<unknown> = Promise.resolve()
  const classify: LookUpDeps['classify'] = (paper) => {
    erasure = erase(db, context.config.secretKeys, id, now)
    return deps.classify(paper)
  }
  await lookUpSeeds({ ...deps, classify }, id)
  await erasure
  for (const table of ['seeds', 'seed_imports', 'tastes'] as const)
    expect(await db.selectFrom(table).select('subscriber_id').execute()).toEqual([])
})

test('a list that no job took is found again, and asked for with the addresses of the configuration', async () => {
  const { context, id, result, requests, deps } = await start('2401.00002')
  const added: [QueueName, QueuedJob[]][] = []
  const queues = {
    ...context.queues,
    add: async (queue: QueueName, jobs: QueuedJob[]) => void added.push([queue, jobs]),
  }
  await reconcile({ ...context, queues })
  expect(added).toEqual([])
  await reconcile({ ...context, queues, clock: () => later(1) })
  expect(added).toEqual([['ingest', [{ id: `seeds-${id}-${now.getTime()}`, payload: { seeds: id } }]]])
  const config: Context['config'] = {
    ...context.config,
    sources: { ...context.config.sources, arxivUrl: deps.arxiv.url },
  }
  await ingest({ ...context, config }, added[0]?.[1][0]?.payload)
  expect(await result()).toMatchObject({ isWaiting: false, added: 1 })
  expect(requests).toHaveLength(1)
})

test('a list cannot replace one that is not done; the next one can, and says what there is no room for', async () => {
  const { deps, id, db, result } = await start('2605.00001')
  expect(await saveImport(db, id, readSeedList('2605.00002'), now)).toBe(false)
  await lookUpSeeds(deps, id)
  const many = Array.from(
    { length: mostSeeds + 3 },
    (_, nth) => `TY  - JOUR\nTI  - Speech recognition ${nth}\nER  - \n`,
  )
  expect(await saveImport(db, id, readSeedList(many.join('')), now)).toBe(true)
  await lookUpSeeds(deps, id)
  const { problems, added } = await result()
  expect(added).toBe(mostSeeds - 1)
  expect(problems?.at(-1)).toMatch(/no room$/)
  expect(problems).toContain('null too many')
})

test('what is held of it is exported, pruned after its time, and erased', async () => {
  const { deps, id, db, context } = await start('2605.00001\nwhat')
  expect(await pruneImports(db, later(1))).toBe(0)
  const before = await readHeldData(db, id, now)
  expect(before?.lastListOfPapers).toMatchObject({ total: 1, done: 0 })
  await lookUpSeeds(deps, id)
  expect(await readHeldData(db, id, now)).toMatchObject({
    papersToStartFrom: [{ paper: stored.id, title: stored.title }],
    lastListOfPapers: { done: 1, problems: [{ line: 2, reason: 'not understood' }] },
  })
  await erase(db, context.config.secretKeys, id, now)
  for (const table of ['seeds', 'seed_imports'] as const)
    expect(await db.selectFrom(table).selectAll().execute()).toEqual([])
})
