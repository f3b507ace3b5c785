import cron from 'node-cron'
import { z } from 'zod'
import type { Get } from './http.ts'
import { middleRank, type Source } from './source.ts'

/** What a source may use of the service. */
export type SourceTools = {
  /** Where Hugging Face is, without a trailing slash. */
  huggingFaceUrl: string
  arxiv: ArxivAccess
  http: Get
}

/** arXiv's API and feeds, and the one way to ask them: in turn with all other processes. */
export type ArxivAccess = { url: string; rssUrl: string; http: Get }

/** A source as an entry of the operator's file describes it, checked but not opened yet. */
export type PlannedSource = {
  name: string
  schedule: string
  isAwaited: boolean
  /** Where sources say different things of a paper, the lowest counts: by kind, then by their order in the file. */
  rank?: number
  open: (tools: SourceTools) => Source
}

/** A kind of source: reads its own entries in the operator's file. */
export type SourceKind = (entry: unknown) => z.ZodSafeParseResult<PlannedSource>

/** What every entry of the operator's file may say. */
const Common = z.object({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,49}$/, 'must be up to 50 small letters, digits, dots, dashes')
    .refine((name) => name !== 'sample', 'is taken by the bundled sample'),
  schedule: z
    .string()
    .refine(
      (text) => text.trim().split(/\s+/).length === 5 && cron.validate(text),
      'must be a cron expression of five fields, like "*/30 * * * *"',
    ),
})

/**
 * Defines a kind of source.
 *
 * @param kind.settings what its entries may say beside their name and schedule
 * @param kind.rank where sources say different things of a paper, the lowest counts
 * @param kind.isAwaited whether an edition waits for its first answer after a start
 */
export function defineKind<S extends z.ZodRawShape>(kind: {
  name: string | null
  schedule: string
  isAwaited: boolean
  rank?: number
  settings: S
  open: (settings: { name: string } & z.output<z.ZodObject<S>>, tools: SourceTools) => Source
}): SourceKind {
  const name = kind.name === null ? Common.shape.name : Common.shape.name.default(kind.name)
  const head = z.object({ name, schedule: Common.shape.schedule.default(kind.schedule) })
  const body = z.strictObject(kind.settings)
  const Entry = z.looseObject({ kind: z.string() }).transform((entry, context) => {
    const rest = Object.entries(entry).filter(([key]) => !(key in Common.shape) && key !== 'kind')
    const parsedHead = head.safeParse(entry)
    const parsedBody = body.safeParse(Object.fromEntries(rest))
    for (const { issues } of [parsedHead.error, parsedBody.error].filter((error) => error !== undefined)) {
      for (const { path, message } of issues) context.addIssue({ code: 'custom', path, message })
    }
    if (!parsedHead.success || !parsedBody.success) return z.NEVER
    const settings = { ...parsedBody.data, name: parsedHead.data.name }
    return {
      ...parsedHead.data,
      isAwaited: kind.isAwaited,
      rank: kind.rank ?? middleRank,
      open: (tools: SourceTools) => kind.open(settings, tools),
    }
  })
  return (entry) => Entry.safeParse(entry)
}
