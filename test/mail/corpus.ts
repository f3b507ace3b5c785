import { domainToASCII } from 'node:url'
import { createSources } from '../../src/sources/sources.ts'
import { sendEdition } from '../../src/commands/send.ts'
import type { Context } from '../../src/context.ts'
import type { MailConfig, WebConfig } from '../../src/config/config.ts'
import { laneTo } from '../../src/smtp/lane-config.ts'
import { openLanes } from '../../src/smtp/lanes.ts'
import { backfill } from '../../src/ingest/ingest.ts'
import { queueOperatorMail } from '../../src/outbox/queue-mail.ts'
import { sendMail } from '../../src/outbox/send-mail.ts'
import {
  renderBounceRateHigh,
  renderComplaintRateHigh,
  renderDigestFailed,
  renderEditionNotSent,
  renderLimitBelowDemand,
  renderMailRefused,
} from '../../src/render/operator-email.ts'
import { routes } from '../../src/routes.ts'
import { addNote } from '../../src/editions/notes.ts'
import { isClosed } from '../../src/editions/accounting.ts'
import type { PreferenceInput } from '../../src/subscribers/preferences.ts'
import { unsubscribe } from '../../src/subscribers/unsubscribe.ts'
import { topics } from '../../src/topics/catalogue.ts'
import { classify } from '../../src/topics/classify.ts'
import { storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { startHfReplay } from '../helpers/hf-replay.ts'
import { lacks } from '../helpers/requirements.ts'
import { startSmtpServer, type Received } from '../helpers/smtp.ts'
import { addActive } from '../helpers/subscribers.ts'
import { edgeAddresses, edgeNotes, edgePapers, edgeSlot } from './edge-cases.ts'

/** Messages as a real SMTP server took them, made by the product's own way from selection to relay. */
export type Corpus = { messages: Received[]; context: Context }

/** With PAPERBOY_MAIL_CORPUS=all more than three hundred, else a few dozen. */
export const isWhole = process.env['PAPERBOY_MAIL_CORPUS'] === 'all'

/** Stretches of recorded days: what a source sends has changed over the years. */
const recordedDays = isWhole
  ? [
      ['2024-11-18', '2024-11-21'],
      ['2025-08-11', '2025-08-13'],
      ['2026-05-18', '2026-05-21'],
    ]
  : [['2026-05-20', '2026-05-20']]
const readersPerDay = isWhole ? 32 : 8

/** Composes and sends everything; the tests of a file share one. */
export async function makeCorpus(mail: Partial<MailConfig>, web: Partial<WebConfig> = {}): Promise<Corpus> {
  const smtp = await startSmtpServer()
  const huggingFaceUrl = lacks('recordings') ? '' : await startHfReplay({ now: '2026-05-21T23:00:00Z' })
  const context = await testContext({
    config: {
      mail: { operatorEmail: 'operator@example.net', ...mail },
      web,
      sources: { huggingFaceUrl },
      delivery: { lanes: [laneTo(smtp.url)] },
    },
  })
  await addReaders(context)
  if (huggingFaceUrl) await sendRecordedDays(context)
  await storeCandidates(context.db, edgePapers)
  await countVotes(context)
  for (const note of edgeNotes) await addNote(context.db, note, edgeSlot)
  await send(context, edgeSlot)
  await sendTransactional(context)
  await sendToOperator(context)
  // The server tells domains as people read them; on the wire they were in ASCII.
  const onTheWire = (address: string) => address.replace(/[^@]+$/, (domain) => domainToASCII(domain))
  const messages = smtp.received.map((one) => ({ ...one, to: one.to.map(onTheWire) }))
  return { messages, context }
}

async function addReaders({ db }: Context): Promise<void> {
  for (let i = 0; i < readersPerDay; i++) await addActive(db, `reader${i}@example.net`, profile(i))
  for (const [i, address] of edgeAddresses.entries()) {
    await addActive(db, address, { topics: i % 2 === 0 ? [] : ['robotics'], maxPapers: '20', hour: '7' })
  }
}

/** No two read the same: no topics to several, keywords, people, each cadence, one to twenty papers. */
function profile(index: number): PreferenceInput {
  const chosen = Array.from({ length: index % 5 }, (_, nth) => topics[(index * 7 + nth * 5) % topics.length])
  const keywords = [[], ['diffusion models'], ['agents', '강화 학습'], ['“quotes” & <tags>']][index % 4]
  return {
    topics: chosen.flatMap((topic) => (topic ? [topic.slug] : [])),
    keywords: keywords ?? [],
    cadence: ['daily', 'daily', 'weekdays', 'weekly'][index % 4],
    language: ['en', 'de', 'zh'][index % 3],
    timeZone: 'UTC',
    hour: '7',
    maxPapers: String([20, 8, 1, 12, 3][index % 5]),
  }
}

async function sendRecordedDays(context: Context): Promise<void> {
  for (const [from = '', to = ''] of recordedDays) {
    for (let day = from; day <= to; day = dayAfter(day)) {
      await readOnItsDay(context, day)
      await send(context, new Date(`${day}T07:00:00Z`))
    }
  }
}

/** Votes count from when they were seen: in days that are read long after, nothing is popular for its age. */
async function readOnItsDay(context: Context, day: string): Promise<void> {
  const then = { ...context, clock: () => new Date(`${day}T06:00:00Z`) }
  const [source] = createSources(then)
  if (!source) throw new Error('there is no source')
  await backfill({ ...then, source, classify }, day, day)
}

/** As a poll of this morning would: what nobody was seen to vote for is popular with nobody. */
async function countVotes({ db }: Context): Promise<void> {
  const takenAt = new Date(edgeSlot.getTime() - 3_600_000)
  await db
    .insertInto('signal_snapshots')
    .values(
      edgePapers.map(({ id, signals }) => ({
        paper_id: id,
        source: 'huggingface',
        taken_at: takenAt,
        ...signals,
      })),
    )
    .execute()
}

async function send(context: Context, slot: Date): Promise<void> {
  const accounting = await sendEdition({ ...context, clock: () => slot }, slot, { isForAllActive: true })
  if (!accounting || !isClosed(accounting) || accounting.failed > 0)
    throw new Error(`${slot.toISOString()} did not go out: ${JSON.stringify(accounting)}`)
}

/** One of each kind to each of the odd addresses; those who get a goodbye have left. */
async function sendTransactional(context: Context): Promise<void> {
  const lanes = openLanes(context.config.delivery.lanes, context)
  const subscribers = await context.db.selectFrom('subscribers').select('id').orderBy('id', 'desc').execute()
  for (const { id } of subscribers.slice(0, isWhole ? edgeAddresses.length : 1)) {
    for (const kind of ['confirm', 'manage', 'export', 'erase', 'restored', 'goodbye'] as const) {
      if (kind === 'goodbye') await unsubscribe(context.db, id, edgeSlot)
      const mail = await context.db
        .insertInto('outbox')
        .values({ kind, subscriber_id: id, created_at: edgeSlot })
        .returning('id')
        .executeTakeFirstOrThrow()
      await sendMail({ ...context, outlet: lanes.transactional, clock: () => edgeSlot }, mail.id)
    }
  }
  await lanes.close()
}

async function sendToOperator(context: Context): Promise<void> {
  const { db, config } = context
  const website = config.web.publicUrl + routes.home.href()
  const lanes = openLanes(config.delivery.lanes, context)
  const mails = [
    await renderDigestFailed({
      source: 'huggingface',
      day: '2026-05-20',
      problem: '503 <b>“Überlastet”</b>\r\nRetry-After: 60',
      website,
    }),
    await renderBounceRateHigh({
      edition: 7,
      lane: null,
      bounced: 1204,
      tried: 18_930,
      isWholeEdition: true,
      limit: 0.05,
      website,
      isPaused: true,
    }),
    await renderComplaintRateHigh({
      edition: 7,
      lane: null,
      complained: 4,
      tried: 1000,
      limit: 0.003,
      website,
      isPaused: true,
    }),
    await renderMailRefused({
      edition: 7,
      kind: 'policy',
      count: 12,
      domain: 'example.net',
      website,
      reason: '550 5.7.1 <b>“später”</b>\r\nBcc: x@example.org',
    }),
    await renderEditionNotSent({
      edition: 7,
      slot: '2026-05-20 07:00',
      unsent: 300,
      total: 300,
      problems: [{ lane: 'smtp', problem: '421 4.7.0 <b>“später”</b>' }],
      website,
    }),
    await renderLimitBelowDemand({ due: 1250, sendable: 900, website }),
  ]
  for (const mail of mails) {
    const id = await queueOperatorMail(db, config, mail.subject, mail, edgeSlot)
    if (id === null) throw new Error('the operator has no address')
    await sendMail({ ...context, outlet: lanes.transactional, clock: () => edgeSlot }, id)
  }
  await lanes.close()
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
}
