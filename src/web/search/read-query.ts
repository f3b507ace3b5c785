import type { Context } from 'hono'
import { isDay } from '../../ingest/days.ts'
import { maxQueryLength, type PaperQuery } from '../../papers/find-papers.ts'
import { findTopic } from '../../topics/catalogue.ts'

/** The names in the query string that say what is searched for, in the order of links. */
export const queryNames = ['q', 'topic', 'from', 'to', 'source', 'code'] as const

/** Reads the search form. What is no topic, day or source is left out, as if it had not been chosen. */
export function readQuery(c: Context, sources: readonly string[]): PaperQuery {
  const read = (name: (typeof queryNames)[number]) => (c.req.query(name) ?? '').trim()
  const [topic, from, to, source] = [read('topic'), read('from'), read('to'), read('source')]
  return {
    text: read('q').slice(0, maxQueryLength),
    topic: findTopic(topic)?.slug,
    from: isDay(from) ? from : undefined,
    to: isDay(to) ? to : undefined,
    source: sources.includes(source) ? source : undefined,
    withCode: read('code') === 'yes' || undefined,
  }
}

/** The other direction: the query string of a search, with those fields only that say something. */
export function queryFields({ text, topic, from, to, source, withCode }: PaperQuery): Record<string, string> {
  const fields = { q: text, topic, from, to, source, code: withCode ? 'yes' : undefined }
  return Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}

/** Whether anything was asked for. */
export function isQuery(query: PaperQuery): boolean {
  return Object.keys(queryFields(query)).length > 0
}
