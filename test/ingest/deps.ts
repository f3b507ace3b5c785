import type { Context } from '../../src/context.ts'
import type { IngestDeps } from '../../src/ingest/ingest.ts'
import { createHttp, type HttpOptions } from '../../src/sources/http.ts'
import { huggingFace } from '../../src/sources/huggingface.ts'
import type { Digest, Listing, Source } from '../../src/sources/source.ts'
import { SourceError } from '../../src/sources/source-error.ts'
import { testContext } from '../helpers/context.ts'
import { paper } from '../helpers/paper.ts'

/** What ingest needs, on a database of the test's own; `at` moves the clock. */
export type TestIngest = IngestDeps & { at: (instant: string) => void }

export async function testIngest(now: string, source: Source): Promise<TestIngest> {
  let present = new Date(now)
  const clock = () => present
  const context: Context = await testContext({ clock })
  const at = (instant: string) => {
    present = new Date(instant)
  }
  return { db: context.db, logger: context.logger, clock, source, classify: () => ({ agents: 0.9 }), at }
}

/** Hugging Face at another address, asked with little patience. */
export function huggingFaceAt(url: string, options: Partial<HttpOptions> = {}): Source {
  return huggingFace(
    url,
    createHttp({ publicUrl: 'http://paperboy.test', timeoutMs: 5000, retryDelayMs: 1, ...options }),
  )
}

/** A far end that lists what the test says, by day; a string is how it fails, and a day that is missing is empty. */
export function scriptedSource(days: Record<string, Partial<Digest> | string>): Source & { asked: string[] } {
  const asked: string[] = []
  return {
    name: 'scripted',
    asked,
    fetchDigest: (day, { etag }) => {
      asked.push(day)
      const digest = days[day] ?? {}
      if (typeof digest === 'string') return Promise.reject(new SourceError(digest, { isTransient: false }))
      if (etag && etag === digest.etag) return Promise.resolve({ kind: 'unchanged' })
      const whole = { listings: [], dropped: [], incomplete: null, etag: null, ...digest }
      return Promise.resolve({ kind: 'digest', digest: whole })
    },
  }
}

export function listing(
  id: string,
  changes: Partial<Listing['paper']> = {},
  signals = { upvotes: 1 },
): Listing {
  return {
    paper: paper({ id, authors: ['Ada Example'], ...changes }),
    signals: { comments: 0, stars: null, ...signals },
    position: 0,
    listedOn: null,
  }
}

/** Listings of as many papers that only this day has. */
export function listings(day: string, count: number): Listing[] {
  return Array.from({ length: count }, (_, position) => ({
    ...listing(`arxiv:${day}/${position}`),
    position,
  }))
}
