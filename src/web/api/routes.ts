import { createRoute, z } from '@hono/zod-openapi'
import { routes } from '../../routes.ts'
import {
  DayParams,
  Digest,
  PageQuery,
  Paper,
  PaperPage,
  PaperParams,
  Problem,
  SearchQuery,
  TopicList,
  TopicParams,
  TopicQuery,
} from './schemas.ts'

// Each read with what it takes and answers. The router and the OpenAPI document are both made from these.

const wrongInput = problem('A parameter is wrong')
const tooMany = {
  ...problem('Too many requests from this network'),
  headers: z.object({ 'Retry-After': z.string().openapi({ description: 'Seconds', example: '30' }) }),
}
const failure = problem('Something went wrong here')

export const latestDigestRoute = createRoute({
  method: 'get',
  path: template(routes.apiLatestDigest.path),
  summary: 'The newest day that has papers',
  request: { query: TopicQuery },
  responses: {
    200: json(Digest, 'The day'),
    400: wrongInput,
    404: problem('No day has papers yet'),
    429: tooMany,
    500: failure,
  },
})

export const digestRoute = createRoute({
  method: 'get',
  path: template(routes.apiDigest.path),
  summary: 'The papers of a day',
  request: { params: DayParams, query: TopicQuery },
  responses: {
    200: json(Digest, 'The day'),
    400: wrongInput,
    404: problem('The day has no papers'),
    429: tooMany,
    500: failure,
  },
})

export const paperRoute = createRoute({
  method: 'get',
  path: template(routes.apiPaper.path),
  summary: 'One paper',
  request: { params: PaperParams },
  responses: {
    200: json(Paper, 'The paper'),
    404: problem('There is no such paper'),
    429: tooMany,
    500: failure,
  },
})

export const topicsRoute = createRoute({
  method: 'get',
  path: template(routes.apiTopics.path),
  summary: 'The catalogue of topics',
  responses: { 200: json(TopicList, 'All topics'), 429: tooMany, 500: failure },
})

export const topicPapersRoute = createRoute({
  method: 'get',
  path: template(routes.apiTopicPapers.path),
  summary: 'The papers of a topic, newest first',
  request: { params: TopicParams, query: PageQuery },
  responses: { 200: json(PaperPage, 'A page of papers'), 400: wrongInput, 429: tooMany, 500: failure },
})

export const searchRoute = createRoute({
  method: 'get',
  path: template(routes.apiSearch.path),
  summary: 'Papers by words of title, authors or abstract, the closest first',
  request: { query: SearchQuery },
  responses: { 200: json(PaperPage, 'A page of papers'), 400: wrongInput, 429: tooMany, 500: failure },
})

/** OpenAPI writes `{day}` where the router has `:day`. */
function template(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}')
}

function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { content: { 'application/json': { schema } }, description }
}

function problem(description: string) {
  return { content: { 'application/problem+json': { schema: Problem } }, description }
}
