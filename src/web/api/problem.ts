import { STATUS_CODES } from 'node:http'
import type { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Problem } from './schemas.ts'

export const problemHeaders = { 'Content-Type': 'application/problem+json' }

/** What went wrong, as RFC 9457 has it: the status says which kind, the detail says what to do. */
export function problemOf(status: number, detail: string): z.infer<typeof Problem> {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail }
}

export function sendProblem(c: Context, status: ContentfulStatusCode, detail: string): Response {
  return c.json(problemOf(status, detail), status, problemHeaders)
}
