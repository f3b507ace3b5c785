import { lastSentTo } from '../../ledger/history.ts'
import { readMailedPapers } from '../../own-data/mailed-papers.ts'
import { routes } from '../../routes.ts'
import type { Db } from '../../store/open.ts'
import type { WebDeps } from '../deps.ts'
import { withSubscriber } from '../links.tsx'
import { sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { WhyPage, type SentEdition } from './page.tsx'

const editionsShown = 3

export function whyRoutes(deps: WebDeps): Endpoint[] {
  return [{ path: routes.why.path, get: showWhy(deps) }]
}

/** "Why you got this": when and how someone agreed, and what matched. */
function showWhy(deps: WebDeps): Handler {
  return withSubscriber(deps, 'preferences', async (c, { subscriber, token }) => {
    const editions = await readSentEditions(deps.db, subscriber.id)
    return sendPage(c, <WhyPage {...{ subscriber, editions, token }} />)
  })
}

async function readSentEditions(db: Db, subscriberId: number): Promise<SentEdition[]> {
  const sent = await lastSentTo(db, subscriberId, editionsShown)
  const papers = await readMailedPapers(db, sent)
  return sent.map(({ slot }, index) => ({ slot, papers: papers[index] ?? [] }))
}
