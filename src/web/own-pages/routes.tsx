import { z } from 'zod'
import { lastSentTo } from '../../ledger/history.ts'
import { readMarks, readMarksOn } from '../../marks/marks.ts'
import { readMailedPapers } from '../../own-data/mailed-papers.ts'
import { readPaper } from '../../papers/find-papers.ts'
import { routes } from '../../routes.ts'
import type { Db } from '../../store/open.ts'
import { maskEmail } from '../../subscribers/address.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import type { WebDeps } from '../deps.ts'
import { MarkButtonsForm, type Marking } from '../marks/mark-buttons.tsx'
import { withActive } from '../links.tsx'
import { NotFoundPage } from '../page/error-pages.tsx'
import { LetterPage } from '../page/layout.tsx'
import { useWords } from '../page/speech.tsx'
import { PaperDocument } from '../paper/page.tsx'
import { readAround } from '../paper/routes.tsx'
import { sendFixedPage, sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { Edition, type SentEdition } from './edition.tsx'

/** A subscriber's own editions, and the pages of papers on which they may mark them. */
export function ownPageRoutes(deps: WebDeps): Endpoint[] {
  return [
    { path: routes.ownEditions.path, get: showEditions(deps) },
    { path: routes.ownPaper.path, get: showOwnPaper(deps) },
  ]
}

const editionsOnPage = 14

function showEditions(deps: WebDeps): Handler {
  return withActive(deps, async (c, { subscriber, token }) => {
    const { data: before } = z.iso.datetime().safeParse(c.req.query('before'))
    const at = before === undefined ? null : new Date(before)
    // One more tells whether there are older ones.
    const found = await readSentEditions(deps.db, subscriber.id, editionsOnPage + 1, at)
    const marking = { token, marks: await readMarks(deps.db, subscriber.id) }
    const editions = found.slice(0, editionsOnPage)
    const older = found.length > editionsOnPage ? (editions.at(-1)?.slot ?? null) : null
    return sendPage(c, <EditionsPage {...{ subscriber, editions, marking, older }} />)
  })
}

function showOwnPaper(deps: WebDeps): Handler {
  return withActive(deps, async (c, { subscriber, token }) => {
    const paper = await readPaper(deps.db, c.req.param('paper') ?? '')
    if (!paper) return sendFixedPage(c, <NotFoundPage />, 404)
    const marks = await readMarksOn(deps.db, subscriber.id, paper.id)
    return sendPage(c, <PaperDocument {...await readAround(deps, paper)} marking={{ token, marks }} />)
  })
}

/** What was sent to a subscriber, the newest first. @param before only editions before this slot, or null */
export async function readSentEditions(
  db: Db,
  subscriberId: number,
  count: number,
  before: Date | null = null,
): Promise<SentEdition[]> {
  const sent = await lastSentTo(db, subscriberId, count, before)
  const papers = await readMailedPapers(db, sent)
  return sent.map(({ slot }, index) => ({ slot, papers: papers[index] ?? [] }))
}

type EditionsProps = {
  subscriber: Subscriber
  editions: readonly SentEdition[]
  marking: Marking
  /** The slot before which there are more, or null. */
  older: Date | null
}

function EditionsPage({ subscriber, editions, marking, older }: EditionsProps) {
  const words = useWords().profile.editions
  const { token } = marking
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title={words.title} isPrivate>
      <p className="lede">{editions.length > 0 ? words.lede : words.none}</p>
      <MarkButtonsForm token={token} />
      {editions.map((edition) => (
        <Edition key={edition.slot.getTime()} {...edition} marking={marking} />
      ))}
      {older && (
        <p>
          <a href={`${routes.ownEditions.href({ token })}?before=${older.toISOString()}`}>{words.older}</a>
        </p>
      )}
    </LetterPage>
  )
}
