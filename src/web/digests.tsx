import type { WebDeps } from './deps.ts'
import { latestDigest, readDigest } from './digest-query.ts'
import { DigestPage, NoDigestPage, NothingYetPage } from './pages/digest-page.tsx'
import { NotFoundPage } from './pages/error-pages.tsx'
import { sendPage, type Answer } from './respond.tsx'

export function showLatestDigest({ db }: WebDeps): Answer {
  return async (c) => {
    const digest = await latestDigest(db)
    return sendPage(c, digest ? <DigestPage digest={digest} isLatest /> : <NothingYetPage />)
  }
}

export function showDigest({ db }: WebDeps): Answer {
  return async (c) => {
    const day = c.req.param('day') ?? ''
    if (!isDay(day)) return sendPage(c, <NotFoundPage />, 404)
    const digest = await readDigest(db, day)
    if (!digest) return sendPage(c, <NoDigestPage day={day} />, 404)
    return sendPage(c, <DigestPage digest={digest} isLatest={digest.nextDay === null} />)
  }
}

/** YYYY-MM-DD, and in the calendar: the database refuses a 30th of February with an error. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
