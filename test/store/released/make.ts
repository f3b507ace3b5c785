// Prints a database as the schema of now has it, filled and with an edition under way, for the next release:
//   npx tsx test/store/released/make.ts postgres://user:password@host/empty-database > test/store/released/0066.sql
// The file is named after its newest migration, and is never changed: test/store/upgrade.test.ts upgrades it from then on.
import { execFileSync } from 'node:child_process'
import { keepEvents } from '../../../src/bounces/events.ts'
import { createContext, type Context } from '../../../src/context.ts'
import { createDeliverer } from '../../../src/deliver/deliver.ts'
import { createComposer } from '../../../src/editions/compose.ts'
import { readDeliveredEdition } from '../../../src/editions/delivered-edition.ts'
import { openDueEdition } from '../../../src/editions/edition.ts'
import { addNote } from '../../../src/editions/notes.ts'
import { openRange } from '../../../src/editions/ranges.ts'
import { computePaperVectors } from '../../../src/ingest/paper-vectors.ts'
import { claim } from '../../../src/ledger/claim.ts'
import { markPaper } from '../../../src/marks/learn.ts'
import { queueMail } from '../../../src/outbox/queue-mail.ts'
import type { Outcome } from '../../../src/smtp/outcome.ts'
import type { Outlet } from '../../../src/smtp/outlet.ts'
import { suppress } from '../../../src/subscribers/suppress.ts'
import { unsubscribe } from '../../../src/subscribers/unsubscribe.ts'
import { candidate, storeCandidates } from '../../helpers/candidates.ts'
import { testConfig } from '../../helpers/config.ts'
import { addActive } from '../../helpers/subscribers.ts'

const days = [new Date('2026-05-19T07:00:00Z'), new Date('2026-05-20T07:00:00Z')] as const
const submitted: Outcome = { kind: 'submitted', response: '250 ok' }
const later: Outcome = { kind: 'deferred', response: '450 4.2.1 later' }

const [, , databaseUrl = ''] = process.argv
let now: Date = days[0]
const context = await createContext(testConfig('/nonexistent', { store: { databaseUrl } }), {
  schema: 'migrate',
  clock: () => now,
})
const ids = await sendFirst(context)
now = days[1]
await beginSecond(context, ids)
await context.close()
process.stdout.write(dump(databaseUrl))

/** Readers of several kinds, and an edition that all of them got. */
async function sendFirst({ db, ...rest }: Context): Promise<number[]> {
  await storePapers({ db }, [1, 2], '2026-05-18')
  const ids = [
    await addActive(db, 'ann@example.net', { topics: ['robotics'], keywords: ['towels'] }),
    await addActive(db, 'bo@example.net', { language: 'de' }),
    await addActive(db, 'cleo@example.net', { mutedTopics: ['code'] }),
    await addActive(db, 'dan@example.net', { authors: ['Ada Example'], cadence: 'weekdays' }),
    await addActive(db, 'eve@example.net'),
    await addActive(db, 'fay@example.net'),
    await addActive(db, 'gus@example.net'),
  ]
  const [ann = 0, , , , , fay = 0, gus = 0] = ids
  const edition = await openDueEdition(db, now)
  const id = edition?.id ?? 0
  await createComposer({ db })(id, 0, now)
  await createDeliverer({ ...rest, db: rest.ledgerDb, outlet: outletSaying(() => submitted) })(id, 0)
  await markPaper(db, ann, { paper: 'arxiv:2605.1', kind: 'more' }, now)
  await suppress(db, [{ subscriberId: fay, evidence: '550 5.1.1 no' }], 'hard bounce', now)
  await unsubscribe(db, gus, now, 'too many')
  await keepEvents(db, [{ way: 'smtp', id: null, raw: Buffer.from('not a report') }], now)
  return ids
}

/** The next edition: a message is submitted, one deferred, one claimed by a worker that dies, and the others are queued. */
async function beginSecond({ db, ...rest }: Context, [, bo = 0]: readonly number[]): Promise<void> {
  await addNote(db, { day: '2026-05-20', place: 'top', topics: [], sponsor: null, body: 'A **note**' }, now)
  await storePapers({ db }, [3, 4], '2026-05-20')
  const edition = await openDueEdition(db, now)
  const id = edition?.id ?? 0
  await createComposer({ db })(id, 0, now)
  const stop = new AbortController()
  let sent = 0
  const outlet = outletSaying((to) => {
    sent += 1
    if (sent === 2) stop.abort()
    return to.startsWith('bo') ? later : submitted
  })
  await createDeliverer({ ...rest, db: rest.ledgerDb, signal: stop.signal, outlet })(id, 0)
  const range = await openRange(rest.ledgerDb, id, 0)
  const claimedUntil = new Date(now.getTime() + 60_000)
  const one = { limit: 1, claimedUntil, uncertain: 'resend' } as const
  if (range) await claim(rest.ledgerDb, await readDeliveredEdition(rest.ledgerDb, id), range, one, now)
  await queueMail(db, bo, 'manage', { since: now, now })
}

async function storePapers({ db }: Pick<Context, 'db'>, numbers: number[], day: string): Promise<void> {
  const papers = numbers.map((n) =>
    candidate({
      id: `arxiv:2605.${n}`,
      title: `Robots that fold towels, part ${n}`,
      topics: { robotics: 0.9 },
      firstListedOn: day,
    }),
  )
  await storeCandidates(db, papers)
  await computePaperVectors(db)
}

function outletSaying(say: (to: string) => Outcome): Outlet {
  return {
    connections: 1,
    places: 1,
    send: (message) => Promise.resolve(say(message.to)),
    leftToday: () => Promise.resolve(null),
    closedUntil: () => Promise.resolve(null),
  }
}

/** Without BullMQ's tables, which it updates itself, and without settings of the session. */
function dump(url: string): string {
  const options = [
    '--schema=public',
    '--no-owner',
    '--no-privileges',
    '--no-comments',
    '--rows-per-insert=50',
  ]
  const text = execFileSync('pg_dump', [...options, url], { encoding: 'utf8', maxBuffer: 1e9 })
  const left = /^(--|\\|SET |SELECT pg_catalog\.set_config|CREATE SCHEMA public)/
  const lines = text.split('\n').filter((line) => line !== '' && !left.test(line))
  return `-- Made by test/store/released/make.ts.\n${lines.join('\n')}\n`
}
