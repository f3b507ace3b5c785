import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import type { Reason } from '../store/schema.ts'
import { readSelection } from '../store/selection.ts'
import { findSubscriberById } from '../subscribers/find.ts'
import type { WebDeps } from './deps.ts'
import { sendLinkProblem } from './link-problem.tsx'
import { WhyPage } from './pages/why-page.tsx'
import { sendPage, type Answer } from './respond.tsx'
import { openLink } from './token.ts'

/** An edition that was sent to someone, with why each paper was in it. */
export type SentEdition = { slot: Date; papers: { title: string; reason: Reason }[] }

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
  const deliveries = rows.map((row) => ({ ...row, selection: readSelection(row.selection) }))
  const ids = deliveries.flatMap(({ selection }) => selection.map(({ paper }) => paper))
  const papers = await db
    .selectFrom('papers')
    .select(['id', 'title'])
    .where('id', '=', sql<string>`any(${ids}::text[])`)
    .execute()
  const titles = new Map(papers.map(({ id, title }) => [id, title]))
  return deliveries.map(({ slot, selection }) => ({
    slot,
    papers: selection.map(({ paper, reason }) => ({ title: titles.get(paper) ?? paper, reason })),
  }))
}
