import { whyNot } from '../../editions/why-not.ts'
import { findTypedPaper } from '../../ingest/typed-paper.ts'
import { readMarks } from '../../marks/marks.ts'
import { routes } from '../../routes.ts'
import type { Language } from '../../store/schema.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import type { WebDeps } from '../deps.ts'
import { withSubscriber } from '../links.tsx'
import { readSentEditions } from '../own-pages/routes.tsx'
import { sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { tellWhyNot, type ToldAnswer } from './answer.ts'
import { WhyPage } from './page.tsx'

const editionsShown = 7

export function whyRoutes(deps: WebDeps): Endpoint[] {
  return [{ path: routes.why.path, get: showWhy(deps) }]
}

/** "Why you got this": when and how someone agreed, and what matched; and why a paper that they name did not come. */
function showWhy(deps: WebDeps): Handler {
  return withSubscriber(deps, 'preferences', async (c, { subscriber, token }) => {
    const editions = await readSentEditions(deps.db, subscriber.id, editionsShown)
    const marks = await readMarks(deps.db, subscriber.id)
    const typed = (c.req.query('paper') ?? '').trim()
    const asked =
      typed === '' ? null : { typed, answer: await answer(deps, subscriber, typed, c.get('speech').language) }
    const status = asked && asked.answer === null ? 422 : 200
    return sendPage(c, <WhyPage {...{ subscriber, editions, token, asked, marks }} />, status)
  })
}

async function answer(
  { db, clock }: WebDeps,
  subscriber: Subscriber,
  typed: string,
  language: Language,
): Promise<ToldAnswer | null> {
  const id = await findTypedPaper(db, typed)
  if (id === null) return null
  return tellWhyNot(await whyNot(db, subscriber, id, clock()), language, subscriber.preferences.timeZone)
}
