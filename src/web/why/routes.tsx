import { routes } from '../../routes.ts'
import type { Db } from '../../store/open.ts'
import { readMailedPapers, type MailedPaper } from '../../subscribers/mailed-papers.ts'
import type { WebDeps } from '../deps.ts'
import { withSubscriber } from '../links.tsx'
import { sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { WhyPage } from './page.tsx'

/** An edition that was sent to someone, with why each paper was in it. */
export type SentEdition = { slot: Date; papers: MailedPaper[] }

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
  const rows = await db
    .selectFrom('deliveries')
    .innerJoin('editions', 'editions.id', 'deliveries.edition_id')
    .select(['slot', 'selection'])
    .where('subscriber_id', '=', subscriberId)
    .where('status', 'in', ['submitted', 'uncertain'])
    .orderBy('deliveries.id', 'desc')
    .limit(editionsShown)
    .execute()
  const papers = await readMailedPapers(db, rows)
  return rows.map(({ slot }, index) => ({ slot, papers: papers[index] ?? [] }))
}
