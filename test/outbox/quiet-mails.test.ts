import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import type { Context } from '../../src/context.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { isClosed, readAccounting } from '../../src/editions/accounting.ts'
import { queueQuietMails } from '../../src/outbox/quiet-mails.ts'
import { sendMail } from '../../src/outbox/send-mail.ts'
import type { PreferenceInput } from '../../src/subscribers/preferences.ts'
import { unsubscribe } from '../../src/subscribers/unsubscribe.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { outletTo } from '../helpers/outlet.ts'
import { startSmtpServer } from '../helpers/smtp.ts'
import { addActive } from '../helpers/subscribers.ts'

const at = (day: number) => new Date(Date.UTC(2026, 4, day, 7))

/** Readers of theory, of which there is nothing but a paper that comes near. */
async function quietReaders(readers: Record<string, PreferenceInput>) {
  const context = await testContext({ clock: () => at(20) })
  const { db } = context
  await storeCandidates(db, [
    candidate({ id: 'arxiv:2605.1', title: 'Arms', topics: { robotics: 0.9 }, firstListedOn: '2026-05-19' }),
    candidate({
      id: 'arxiv:2605.2',
      title: 'Bounds & <b>',
      topics: { theory: 0.4 },
      firstListedOn: '2026-05-18',
    }),
    candidate({
      id: 'arxiv:2605.3',
      title: 'Old bounds',
      topics: { theory: 0.45 },
      firstListedOn: '2026-05-08',
    }),
  ])
  const ids = new Map<string, number>()
  for (const [name, more] of Object.entries(readers)) {
    const wish = { topics: ['theory'], hour: '7', timeZone: 'UTC', withQuietMail: 'yes', ...more }
    ids.set(name, await addActive(db, `${name}@example.org`, wish))
  }
  await db
    .updateTable('subscribers')
    .set({ active_since: at(10) })
    .execute()
  return { context, ids, idOf: (name: string) => ids.get(name) ?? 0 }
}

async function compose({ db }: Context, day: number) {
  const edition = await openEditionAt(db, at(day), at(day))
  if (!edition) throw new Error('nobody is due')
  await createComposer({ db })(edition.id, 0, at(day))
  return readAccounting(db, edition.id)
}

const recipientsOf = async ({ db }: Context, mailIds: number[]) => {
  const rows = await db
    .selectFrom('outbox')
    .innerJoin('subscribers', 'subscribers.id', 'subscriber_id')
    .select('email')
    .where('outbox.id', 'in', [0, ...mailIds])
    .orderBy('email')
    .execute()
  return rows.map(({ email }) => email.replace('@example.org', ''))
}

test('after a week without a match a line comes to those who want it, once a week, beside the exact accounts', async () => {
  const { context, idOf } = await quietReaders({
    ada: {},
    silent: { withQuietMail: 'no' },
    robo: { topics: ['robotics'] },
    fresh: {},
  })
  const { db } = context
  await db
    .updateTable('subscribers')
    .set({ active_since: at(17) })
    .where('id', '=', idOf('fresh'))
    .execute()
  const accounting = await compose(context, 20)
  expect(accounting).toMatchObject({ recipients: 4, queued: 1, skipped: { 'no match': 3 } })
  const first = await queueQuietMails(db, at(20))
  expect(await recipientsOf(context, first)).toEqual(['ada'])
  expect(await queueQuietMails(db, at(20))).toEqual([])
  for (let day = 21; day <= 26; day += 1) {
    await compose(context, day)
    expect(await recipientsOf(context, await queueQuietMails(db, at(day)))).toEqual(
      day === 24 ? ['fresh'] : [],
    )
  }
  const closing = await compose(context, 27)
  expect(await recipientsOf(context, await queueQuietMails(db, at(27)))).toEqual(['ada'])
  // Nobody was due since.
  expect(await queueQuietMails(db, at(29))).toEqual([])
  expect(closing && isClosed(closing)).toBe(true)
})

test('says how many papers were looked at and what was closest, in the reader’s language, with the ways to leave', async () => {
  const { context } = await quietReaders({
    ada: {},
    bo: { language: 'de', cadence: 'weekly' },
    chen: { language: 'zh', topics: ['safety'] },
  })
  // A Monday.
  await compose(context, 18)
  const smtp = await startSmtpServer()
  for (const id of await queueQuietMails(context.db, at(18)))
    await sendMail({ ...context, outlet: outletTo(smtp.url) }, id)
  const mails = await Promise.all(smtp.received.map(({ raw }) => PostalMime.parse(raw)))
  const to = (name: string) => mails.find((mail) => mail.to?.[0]?.address === `${name}@example.org`)
  const ada = to('ada')
  expect(ada?.subject).toBe('No new paper for you this week')
  for (const body of [ada?.html ?? '', ada?.text ?? '']) {
    // The third is of the day after.
    expect(body.replace(/\s+/g, ' ')).toContain(
      'We looked at 1 paper of the last 7 days, and it did not match what you chose.',
    )
    expect(body).toContain('https://arxiv.org/abs/2605.2')
  }
  expect(ada?.html).toContain('>Bounds &amp; &lt;b&gt;</a>')
  const header = (key: string) => ada?.headers.find((one) => one.key === key)?.value
  expect(header('list-unsubscribe')).toMatch(/^<http:\/\/paperboy\.test\/unsubscribe\//)
  expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
  expect(to('bo')?.text?.replace(/\s+/g, ' ')).toMatch(
    /Wir haben 2 Paper der letzten 14 Tage angesehen.*Am nächsten kam Old bounds/,
  )
  expect(to('chen')?.text).toContain('我们查看了最近 7 天的 1 篇论文')
  expect(to('chen')?.text).not.toContain('最接近')
})

test('goes to nobody who has left, paused or changed their mind since it was queued', async () => {
  const { context, idOf } = await quietReaders({ left: {}, paused: {}, changed: {} })
  const { db } = context
  await compose(context, 20)
  const mailIds = await queueQuietMails(db, at(20))
  expect(mailIds).toHaveLength(3)
  await unsubscribe(db, idOf('left'), at(20))
  await db
    .updateTable('subscribers')
    .set({ paused_until: '2026-06-01' })
    .where('id', '=', idOf('paused'))
    .execute()
  await db
    .updateTable('subscribers')
    .set({ with_quiet_mail: false })
    .where('id', '=', idOf('changed'))
    .execute()
  const smtp = await startSmtpServer()
  for (const id of mailIds) await sendMail({ ...context, outlet: outletTo(smtp.url) }, id)
  expect(smtp.received).toEqual([])
  const rows = await db.selectFrom('outbox').select(['status', 'response']).execute()
  expect(rows).toEqual(Array(3).fill({ status: 'failed', response: 'they do not want it any more' }))
})
