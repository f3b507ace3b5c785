import type { Db } from '../../store/open.ts'
import { findSubscriberById } from '../../subscribers/find.ts'
import { readMailedPapers, type MailedPaper } from '../../subscribers/mailed-papers.ts'
import type { WebDeps } from '../deps.ts'
import { sendLinkProblem } from '../link-problem.tsx'
import { WhyPage } from './page.tsx'
import { sendPage, type Answer } from '../respond.tsx'
import { openLink } from '../token.ts'

/** An edition that was sent to someone, with why each paper was in it. */
export type SentEdition = { slot: Date; papers: MailedPaper[] }

const editionsShown = 3

/** "Why you got this": when and how someone agreed, and what matched. */
export function explain(deps: WebDeps): Answer {
  return async (c) => {
    const link = openLink(c, deps, 'preferences')
    if (!link.ok) return sendLinkProblem(c, 'preferences', link.problem)
    const subscriber = await findSubscriberById(deps.db, link.subscriberId)
    if (!subscriber) return sendLinkProblem(c, 'preferences', 'gone')
    const editions = await readSentEditions(deps.db, subscriber.id)
    return sendPage(c, <WhyPage {...{ subscriber, editions }} token={c.req.param('token') ?? ''} />)
  }
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
