import { asciiName, type Brand } from '../config/brand.ts'
import type { SourcesConfig, WebConfig } from '../config/config.ts'
import type { Db } from '../store/open.ts'
import { createHttp, type HttpOptions } from './http.ts'
import type { SourceTools } from './kind.ts'
import { middleRank, type ConfiguredSource } from './source.ts'
import { turnsIn } from './turns.ts'

export type SourcesDeps = {
  config: { sources: SourcesConfig; web: Pick<WebConfig, 'publicUrl'>; brand: Brand }
  db: Db
}

/**
 * The sources that the config asks for, opened for one poll.
 *
 * @param httpOptions how patiently to ask; by default as a poll that nobody waits for
 */
export function createSources(
  deps: SourcesDeps,
  httpOptions: Partial<HttpOptions> = {},
): readonly ConfiguredSource[] {
  const tools = sourceTools(deps, httpOptions)
  return deps.config.sources.planned.map(({ schedule, isAwaited, rank = middleRank, open }) => ({
    ...open(tools),
    rank,
    schedule,
    isAwaited,
  }))
}

/** arXiv wants one request at a time and three seconds between two, from all machines together, whatever is asked. */
const arxivTurns = { name: 'arxiv', pauseMs: 3000, leaseMs: 90_000 }
/** It takes its time. */
const arxivPatience = { timeoutMs: 60_000, retries: 3, retryDelayMs: 5000 }

export function sourceTools(
  { config, db }: SourcesDeps,
  httpOptions: Partial<HttpOptions> = {},
): SourceTools {
  const { huggingFaceUrl, arxivUrl, arxivRssUrl, redirectHosts } = config.sources
  const options = { publicUrl: config.web.publicUrl, product: asciiName(config.brand), redirectHosts }
  return {
    huggingFaceUrl,
    arxiv: {
      url: arxivUrl,
      rssUrl: arxivRssUrl,
      http: createHttp({ ...options, ...arxivPatience, inTurn: turnsIn(db, arxivTurns), ...httpOptions }),
    },
    http: createHttp({ ...options, ...httpOptions }),
  }
}
