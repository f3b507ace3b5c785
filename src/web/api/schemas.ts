import { z } from '@hono/zod-openapi'
import { Signals as SignalsOfPaper } from '../../papers/paper.ts'
import { findWholeTopic } from '../../topics/catalogue.ts'
import { isDay } from '../../ingest/days.ts'
import { maxPage, maxQueryLength } from '../../papers/find-papers.ts'

// Answers are made to these types, and the OpenAPI document is made from these schemas.

export const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .openapi({ description: 'A day, YYYY-MM-DD', example: '2026-05-20' })
/** No enum: an operator may have topics of their own, which are known only once the configuration is read. */
export const TopicSlug = z
  .string()
  .refine((slug) => findWholeTopic(slug) !== undefined, 'must be a topic of /api/v1/topics')
  .openapi('TopicSlug', { description: 'A topic, as /api/v1/topics lists them', example: 'robotics' })
const Url = z.url({ protocol: /^https?$/ })
const Signals = z
  .object(SignalsOfPaper.shape)
  .openapi('Signals', { description: 'The newest, over all sources; stars are null where there is no code' })

const paperShape = {
  id: z.string().openapi({ description: 'Versionless', example: 'arxiv:2605.19577' }),
  title: z.string(),
  abstract: z.string(),
  authors: z.array(z.string()),
  organization: z.string().nullable(),
  summary: z.string().nullable().openapi({ description: 'One sentence, as the source gives it' }),
  keywords: z.array(z.string()),
  publishedOn: Day.nullable(),
  firstListedOn: Day.openapi({ description: 'The day on which a source listed it first' }),
  topics: z
    .record(z.string(), z.number().min(0).max(1))
    .openapi({ description: 'Scores by topic, only those worth keeping', example: { robotics: 0.91 } }),
  signals: Signals,
  links: z.object({
    self: Url.openapi({ description: 'The page here' }),
    discussion: Url,
    arxiv: Url.nullable(),
    pdf: Url.nullable(),
    code: Url.nullable(),
    project: Url.nullable(),
    thumbnail: Url.nullable(),
  }),
}

export const Paper = z.object(paperShape).openapi('Paper')
export const RankedPaper = z
  .object({ rank: z.int().min(1).openapi({ description: 'Its place in the day' }), ...paperShape })
  .openapi('RankedPaper')
export const Digest = z
  .object({
    day: Day,
    isSample: z.boolean().openapi({ description: 'The papers are made up, until real ones are fetched' }),
    previousDay: Day.nullable(),
    nextDay: Day.nullable(),
    papers: z.array(RankedPaper),
  })
  .openapi('Digest')
export const PaperPage = z
  .object({
    papers: z.array(Paper),
    page: z.int().min(1),
    pages: z.int().min(0),
    total: z.int().min(0),
  })
  .openapi('PaperPage')
export const TopicList = z
  .object({
    topics: z.array(
      z.object({
        slug: TopicSlug,
        name: z.string(),
        group: z.string(),
        about: z.string(),
        papersLastWeek: z.int().min(0),
      }),
    ),
  })
  .openapi('TopicList')
export const Problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
  })
  .openapi('Problem', { description: 'RFC 9457' })

export const DayParams = z.object({
  day: Day.refine(isDay, 'must be a day of the calendar, like 2026-05-20').openapi({
    param: { name: 'day', in: 'path' },
  }),
})
export const PaperParams = z.object({
  id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'arxiv:2605.19577' }),
})
export const TopicParams = z.object({
  slug: TopicSlug.openapi({ param: { name: 'slug', in: 'path' } }),
})
export const TopicQuery = z.object({
  topic: TopicSlug.optional().openapi({ param: { name: 'topic', in: 'query' } }),
})
export const PageQuery = z.object({
  page: z.coerce
    .number()
    .int()
    .min(1)
    .max(maxPage)
    .default(1)
    .openapi({ param: { name: 'page', in: 'query' } }),
})
export const SearchQuery = PageQuery.extend({
  q: z
    .string()
    .trim()
    .min(1)
    .max(maxQueryLength)
    .openapi({
      param: { name: 'q', in: 'query' },
      description: 'Words, "a phrase", or, -without',
      example: '"world models" -video',
    }),
})
