import { OpenAPIHono } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import { messageOf } from '../../errors.ts'
import { routes } from '../../routes.ts'
import { wholeTopics } from '../../topics/catalogue.ts'
import type { WebDeps } from '../deps.ts'
import { latestDigest, readDigest } from '../../papers/digest-view.ts'
import { readPaper, readTopicPapers, searchPapers } from '../../papers/find-papers.ts'
import { publicCache, type Freshness } from '../public-cache.ts'
import { lastWeeksTopicCounts } from '../digest/topic-counts.ts'
import { problemHeaders, problemOf, sendProblem } from './problem.ts'
import {
  digestRoute,
  latestDigestRoute,
  paperRoute,
  searchRoute,
  topicPapersRoute,
  topicsRoute,
} from './routes.ts'
import { digestView, pageView, paperView } from './views.ts'

const everyApiPath = '/api/*'
const reads = [latestDigestRoute, digestRoute, paperRoute, topicsRoute, topicPapersRoute, searchRoute]
const notFound = (detail: string) => problemOf(404, detail)

/**
 * The reads of the pages, as JSON for programs.
 *
 * @param inTurn for what is not answered from the cache
 */
export function createApi(deps: WebDeps, freshness: Freshness, inTurn: MiddlewareHandler): OpenAPIHono {
  const api = new OpenAPIHono({
    defaultHook: (result, c) => {
      if (result.success) return undefined
      const details = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
      return sendProblem(c, 400, details.join('; '))
    },
  })
  api.use(everyApiPath, cors({ origin: '*', allowMethods: ['GET', 'HEAD'] }))
  const cached = publicCache(deps, freshness, inTurn)
  for (const route of reads) api.use(route.getRoutingPath(), cached(queryNames(route)))
  api.use(routes.apiDocument.path, cached([]))
  addDigests(api, deps)
  addPapers(api, deps)
  api.doc31(routes.apiDocument.path, {
    openapi: '3.1.0',
    info: {
      title: deps.config.brand.name,
      version: '1',
      description: 'Trending research papers by day, by topic and by words. Reads only, for everyone.',
    },
    servers: [{ url: deps.config.web.publicUrl }],
  })
  for (const { path } of Object.values(routes).filter((route) => route.path.startsWith('/api/'))) {
    api.all(path, (c) => {
      c.header('Allow', 'GET, HEAD, OPTIONS')
      return sendProblem(c, 405, 'The API only reads: use GET.')
    })
  }
  api.all(everyApiPath, (c) =>
    sendProblem(c, 404, `There is nothing here. See ${routes.apiDocument.href()}.`),
  )
  api.onError((error, c) => {
    deps.logger.error({ error: messageOf(error), stack: error.stack }, 'an API request failed')
    return sendProblem(c, 500, `Something went wrong here. For the operator: ${c.get('requestId')}`)
  })
  return api
}

function queryNames(route: (typeof reads)[number]): string[] {
  return 'request' in route && 'query' in route.request ? Object.keys(route.request.query.shape) : []
}

function addDigests(api: OpenAPIHono, { config, db }: WebDeps): void {
  api.openapi(latestDigestRoute, async (c) => {
    const digest = await latestDigest(db)
    if (!digest) return c.json(notFound('No papers have been fetched yet.'), 404, problemHeaders)
    return c.json(digestView(config.web.publicUrl, digest, c.req.valid('query').topic), 200)
  })
  api.openapi(digestRoute, async (c) => {
    const digest = await readDigest(db, c.req.valid('param').day)
    if (!digest) return c.json(notFound('There are no papers for this day.'), 404, problemHeaders)
    return c.json(digestView(config.web.publicUrl, digest, c.req.valid('query').topic), 200)
  })
}

function addPapers(api: OpenAPIHono, deps: WebDeps): void {
  const { config, db } = deps
  api.openapi(paperRoute, async (c) => {
    const paper = await readPaper(db, c.req.valid('param').id)
    if (!paper) return c.json(notFound('There is no such paper.'), 404, problemHeaders)
    return c.json(paperView(config.web.publicUrl, paper), 200)
  })
  api.openapi(topicsRoute, async (c) => {
    const counts = await lastWeeksTopicCounts(deps)
    const list = wholeTopics().map(({ slug, name, group, about }) => ({
      slug,
      name,
      group,
      about,
      papersLastWeek: counts.get(slug) ?? 0,
    }))
    return c.json({ topics: list }, 200)
  })
  api.openapi(topicPapersRoute, async (c) => {
    const { slug } = c.req.valid('param')
    const found = await readTopicPapers(db, slug, c.req.valid('query').page)
    return c.json(pageView(config.web.publicUrl, found), 200)
  })
  api.openapi(searchRoute, async (c) => {
    const { q, page } = c.req.valid('query')
    return c.json(pageView(config.web.publicUrl, await searchPapers(db, { text: q }, page)), 200)
  })
}
