import { readAsked } from '../outbox/asked.ts'
import { mailsTo } from '../outbox/mail-rows.ts'
import type { Db } from '../store/open.ts'
import { historyOf } from '../ledger/history.ts'
import { preferencesOf } from '../subscribers/columns.ts'
import { selectSubscribers } from '../subscribers/find.ts'
import { requestsOf } from '../subscribers/subscription-requests.ts'
import { readTitles } from '../papers/stored-papers.ts'
import { readLeftOut } from '../marks/left-out.ts'
import { readMarks } from '../marks/marks.ts'
import { readSeeds } from '../marks/seeds.ts'
import { readImport } from '../seeds/imports.ts'
import { readTastes } from '../marks/tastes.ts'
import { readMailedPapers } from './mailed-papers.ts'

/** Everything that is held of one person, as they may read it, or undefined where there is nobody. */
export async function readHeldData(db: Db, subscriberId: number, now: Date) {
  const row = await selectSubscribers(db).where('id', '=', subscriberId).executeTakeFirst()
  if (!row) return undefined
  return {
    exportedAt: now,
    email: row.email,
    status: row.status,
    mustNotBeMailedBecause: row.suppression,
    subscribedAt: row.created_at,
    activeSince: row.active_since,
    unsubscribedAt: row.unsubscribed_at,
    unsubscribedBecause: row.unsubscribe_reason,
    consent: row.consent,
    preferences: preferencesOf(row),
    privateFeedSince: row.feed_since,
    markedPapers: await readMarkedPapers(db, subscriberId),
    papersToStartFrom: await readSeeds(db, subscriberId),
    lastListOfPapers: (await readImport(db, subscriberId)) ?? null,
    learnedFromMarks: await readLearned(db, subscriberId),
    editions: await readDeliveries(db, subscriberId),
    requestsNotYetAnswered: await readRequests(db, row.email_key),
    otherMails: await readOtherMails(db, subscriberId),
  }
}

async function readMarkedPapers(db: Db, subscriberId: number) {
  const marks = await readMarks(db, subscriberId)
  const titles = await readTitles(
    db,
    marks.map(({ paper }) => paper),
  )
  return marks.map(({ paper: id, kind, markedAt }) => ({ id, title: titles.get(id) ?? null, kind, markedAt }))
}

/** A direction in the space in which papers lie, and how sure it is, as numbers alone; and words, which stay when marks go. */
async function readLearned(db: Db, subscriberId: number) {
  const taste = (await readTastes(db, [subscriberId])).get(subscriberId)
  const leftOutWords = (await readLeftOut(db, [subscriberId])).get(subscriberId) ?? []
  if (!taste && leftOutWords.length === 0) return null
  return { confidence: taste?.confidence ?? 0, direction: [...(taste?.vector ?? [])], leftOutWords }
}

async function readDeliveries(db: Db, subscriberId: number) {
  const history = await historyOf(db, subscriberId)
  const papers = await readMailedPapers(db, history)
  return history.map(({ slot, status, skipReason, response, settledAt, bounced }, index) => ({
    at: slot,
    status,
    skippedBecause: skipReason,
    settledAt,
    answerOfTheMailServer: response,
    cameBackAs: bounced,
    papers: papers[index] ?? [],
  }))
}

async function readRequests(db: Db, emailKey: string) {
  const requests = await requestsOf(db, emailKey)
  return requests.map(({ preferences, created_at }) => ({ askedForAt: created_at, preferences }))
}

async function readOtherMails(db: Db, subscriberId: number) {
  const mails = await mailsTo(db, subscriberId)
  return mails.map(({ kind, status, payload, created_at, settled_at, response }) => ({
    kind,
    status,
    ...(kind === 'confirm' && { preferencesToConfirm: readAsked(payload) }),
    askedForAt: created_at,
    settledAt: settled_at,
    answerOfTheMailServer: response,
  }))
}
