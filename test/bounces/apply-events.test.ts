import { expect, test } from 'vitest'
import { bounces } from '../../jobs/bounces.ts'
import { keepEvents, type Way } from '../../src/bounces/events.ts'
import { envelopeSender, unsubscribeAddress } from '../../src/bounces/bounce-address.ts'
import type { Context } from '../../src/context.ts'
import { isClosed, readAccounting } from '../../src/editions/accounting.ts'
import { historyOf } from '../../src/ledger/history.ts'
import { erase } from '../../src/own-data/erase.ts'
import { confirm } from '../../src/subscribers/confirm.ts'
import { parsePreferences } from '../../src/subscribers/preferences.ts'
import { removeSuppression } from '../../src/subscribers/suppressions.ts'
import { testContext } from '../helpers/context.ts'
import type { ConfigOverrides } from '../helpers/config.ts'
import { complaintAbout, dsnTo, slot, submitted } from '../helpers/returned.ts'
import { subscribe } from '../helpers/subscribers.ts'

const minutesLater = (count: number) => new Date(slot.getTime() + count * 60_000)

async function sentTo(emails: string[], config: ConfigOverrides = {}) {
  const context = await testContext({ clock: () => minutesLater(5), config })
  return { context, db: context.db, sent: await submitted(context, emails) }
}

/** Keeps messages as they came, and lets the worker apply them. */
async function receive(context: Context, raw: Buffer[], way: Way = 'smtp') {
  await keepEvents(
    context.db,
    raw.map((one) => ({ way, id: null, raw: one })),
    minutesLater(5),
  )
  await bounces(context)
}

const suppressions = async ({ db }: Context) =>
  (await db.selectFrom('suppressions').selectAll().orderBy('email_key').execute()).map(
    ({ email_key: email, reason, evidence }) => `${email}: ${reason}: ${evidence}`,
  )
const statuses = async ({ db }: Context) =>
  (await db.selectFrom('subscribers').select(['email', 'status']).orderBy('email').execute()).map(
    ({ email, status }) => `${email}: ${status}`,
  )
const events = ({ db }: Context) => db.selectFrom('bounce_events').selectAll().orderBy('id').execute()

const justSent = { status: 'submitted' as const, created_at: slot, settled_at: slot }

const emails = ['ann@example.net', 'bo@example.net', 'cleo@example.net', 'dee@example.net', 'eve@example.net']

test('exactly what a report says is done, once, and the edition still closes', async () => {
  const { context, db, sent } = await sentTo(emails)
  const [ann, bo, cleo, dee, eve] = sent
  if (!ann || !bo || !cleo || !dee || !eve) throw new Error('not all were sent')
  const raw = [
    dsnTo(ann.returnPath),
    // Forwarded: the report names an address that we do not know.
    dsnTo(bo.returnPath, {
      recipient: 'robert@elsewhere.example',
      status: '5.2.2',
      diagnostic: '552 5.2.2 full',
    }),
    complaintAbout(cleo),
    dsnTo(dee.returnPath, { status: '5.7.1', diagnostic: '550 5.7.1 blocked by our policy' }),
    Buffer.from(
      `From: <eve@example.net>\r\nTo: <${unsubscribeAddress({ ...context.config, signer: context.signer }, eve.key)}>\r\nSubject: unsubscribe\r\n\r\n`,
    ),
  ]
  await receive(context, raw)
  // The same again, and by another way.
  await receive(context, raw)
  await receive(context, raw, 'imap')
  expect(await suppressions(context)).toEqual([
    'ann@example.net: hard bounce: 550 5.1.1 no such user',
    'cleo@example.net: complaint: abuse',
  ])
  expect(await statuses(context)).toEqual([
    'ann@example.net: active',
    'bo@example.net: active',
    'cleo@example.net: unsubscribed',
    'dee@example.net: active',
    'eve@example.net: unsubscribed',
  ])
  expect(await db.selectFrom('soft_bounces').select('delivery_id').execute()).toEqual([
    { delivery_id: bo.deliveryId },
  ])
  const [history] = await historyOf(db, ann.subscriberId)
  expect(history).toMatchObject({ status: 'submitted', bounced: 'hard' })
  const accounting = await readAccounting(db, 1)
  expect(accounting).toMatchObject({ recipients: 5, submitted: 5 })
  expect(accounting && isClosed(accounting)).toBe(true)
  // Nothing of what was understood is kept in full.
  expect((await events(context)).every(({ raw: text, applied_at }) => text === null && applied_at)).toBe(true)
  expect((await events(context)).map(({ domain }) => domain)).toContain('example.net')
})

test('a report that proves no message of ours changes nothing', async () => {
  const { context, sent } = await sentTo(['ann@example.net'])
  const { returnPath = '' } = sent[0] ?? {}
  const forged = returnPath.replace(/\.[0-9a-f]{20}@/, '.00000000000000000000@')
  await receive(context, [
    dsnTo(forged),
    dsnTo('bounces@news.example.org'),
    dsnTo(returnPath.replace('d1-', 'd2-')),
  ])
  expect(await suppressions(context)).toEqual([])
  expect((await events(context)).map(({ action }) => action)).toEqual(['not ours', 'not ours', 'not ours'])
})

test('a number that was given out again after a backup is another delivery', async () => {
  const { context, db, sent } = await sentTo(['ann@example.net'])
  await db.updateTable('editions').set({ message_part: '00000000' }).execute()
  await receive(context, [dsnTo(sent[0]?.returnPath ?? '')])
  expect(await suppressions(context)).toEqual([])
})

test('what is not understood is kept with its text, and let go when the person is erased', async () => {
  const { context, db, sent } = await sentTo(['ann@example.net'])
  const [ann] = sent
  if (!ann) throw new Error('not sent')
  await receive(context, [
    Buffer.from(`From: <ann@example.net>\r\nTo: <${ann.returnPath}>\r\nSubject: Who are you?\r\n\r\nHello`),
  ])
  const [event] = await events(context)
  expect(event).toMatchObject({ kind: 'unknown', action: 'kept', reason: 'Who are you?' })
  expect(event?.raw?.toString()).toContain('Hello')
  await erase(db, context.config.secretKeys, ann.subscriberId, minutesLater(9))
  expect(await events(context)).toMatchObject([
    { raw: null, recipient: null, reason: null, subscriber_id: null },
  ])
})

test('a report about someone who was erased meanwhile leaves nothing of theirs', async () => {
  const { context, db, sent } = await sentTo(['ann@example.net'])
  const [ann] = sent
  if (!ann) throw new Error('not sent')
  await erase(db, context.config.secretKeys, ann.subscriberId, minutesLater(4))
  const question = `From: <ann@example.net>\r\nTo: <${ann.returnPath}>\r\nSubject: Who are you?\r\n\r\nHello`
  await receive(context, [dsnTo(ann.returnPath), Buffer.from(question)])
  const gone = { raw: null, recipient: null, reason: null, subscriber_id: null, action: 'not ours' }
  expect(await events(context)).toMatchObject([gone, gone])
  expect(await suppressions(context)).toEqual([])
})

test('a late report of a single mail to someone who was erased leaves nothing of theirs', async () => {
  const { context, db, sent } = await sentTo(['ann@example.net'])
  const [ann] = sent
  if (!ann) throw new Error('not sent')
  const [goodbye, notice] = await db
    .insertInto('outbox')
    .values([
      { kind: 'goodbye', subscriber_id: ann.subscriberId, ...justSent },
      { kind: 'operator', subscriber_id: null, dedup_key: 'demand', payload: '{}', ...justSent },
    ])
    .returning('id')
    .execute()
  const returnPaths: string[] = []
  for (const mail of [goodbye, notice]) {
    const key = `t${mail?.id}-08d1e5c7`
    await db
      .updateTable('outbox')
      .set({ message_key: key })
      .where('id', '=', mail?.id ?? 0)
      .execute()
    returnPaths.push(envelopeSender({ ...context.config, signer: context.signer }, key))
  }
  await erase(db, context.config.secretKeys, ann.subscriberId, minutesLater(4))
  const [toAnn = '', toOperator = ''] = returnPaths
  await receive(context, [dsnTo(toAnn), dsnTo(toOperator, { recipient: 'ops@example.org' })])
  expect(await events(context)).toMatchObject([
    { kind: 'hard', raw: null, recipient: null, domain: null, reason: null, action: 'not ours' },
    { kind: 'hard', recipient: 'ops@example.org', reason: '550 5.1.1 no such user', action: 'not ours' },
  ])
})

test('an event that cannot be applied does not keep the others, and is left to the operator', async () => {
  const { context, db, sent } = await sentTo(['ann@example.net', 'bo@example.net'])
  await keepEvents(
    db,
    sent.map(({ returnPath }) => ({ way: 'smtp', id: null, raw: dsnTo(returnPath) })),
    minutesLater(5),
  )
  const first = await db.selectFrom('bounce_events').selectAll().orderBy('id').executeTakeFirstOrThrow()
  const broken = {
    ...context,
    signer: {
      ...context.signer,
      isFingerprint: (key: string, given: string) => {
        if (key === sent[0]?.key) throw new Error('broken')
        return context.signer.isFingerprint(key, given)
      },
    },
  }
  for (let tries = 0; tries < 5; tries++) await bounces(broken)
  expect(await suppressions(context)).toEqual(['bo@example.net: hard bounce: 550 5.1.1 no such user'])
  expect(await events(context)).toMatchObject([
    { id: first.id, kind: 'unknown', action: 'kept', reason: 'broken', attempts: 5 },
    { action: 'suppressed', attempts: 0 },
  ])
})

test('whoever complained comes back by a fresh double opt-in, and by nothing else', async () => {
  const { context, db, sent } = await sentTo(['ann@example.net'])
  const [ann] = sent
  if (!ann) throw new Error('not sent')
  await receive(context, [complaintAbout(ann)])
  const address = { email: 'ann@example.net', emailKey: 'ann@example.net' }
  const preferences = parsePreferences({})
  if (!preferences.ok) throw new Error('no preferences')
  const consent = { how: 'web' as const, at: slot.toISOString() }
  const link = (issuedAt: Date) => ({ subscriberId: ann.subscriberId, issuedAt })
  expect(await confirm(db, link(minutesLater(4)), consent, minutesLater(6))).toBe('refused')
  const asked = await subscribe(
    db,
    address,
    preferences.preferences,
    minutesLater(7),
    context.config.secretKeys,
  )
  expect(asked?.outcome).toBe('confirm')
  expect(await suppressions(context)).toEqual(['ann@example.net: complaint: abuse'])
  expect(await confirm(db, link(minutesLater(7)), consent, minutesLater(8))).toBe('activated')
  expect(await suppressions(context)).toEqual([])
})

test('a hard bounce outlasts every opt-in', async () => {
  const { context, db, sent } = await sentTo(['ann@example.net'])
  const [ann] = sent
  if (!ann) throw new Error('not sent')
  await receive(context, [dsnTo(ann.returnPath)])
  const preferences = parsePreferences({})
  if (!preferences.ok) throw new Error('no preferences')
  const address = { email: 'ann@example.net', emailKey: 'ann@example.net' }
  const asked = await subscribe(
    db,
    address,
    preferences.preferences,
    minutesLater(7),
    context.config.secretKeys,
  )
  expect(asked?.outcome).toBe('suppressed')
  expect(await removeSuppression(db, 'ann@example.net')).toBe('hard bounce')
})

test('an edition is paused where too many of its first messages bounce, and the operator is told once', async () => {
  const readers = Array.from({ length: 30 }, (_, n) => `reader${n}@example.net`)
  const { context, db, sent } = await sentTo(readers, { mail: { operatorEmail: 'ops@example.org' } })
  await db.updateTable('deliveries').set({ status: 'queued' }).where('id', '=', 30).execute()
  const hard = sent.slice(0, 10).map(({ returnPath }) => dsnTo(returnPath))
  const state = async () => (await db.selectFrom('editions').select('state').executeTakeFirst())?.state
  await receive(context, hard.slice(0, 9))
  expect(await state()).toBe('open')
  await receive(context, hard)
  expect(await state()).toBe('paused')
  await receive(context, hard)
  const mails = await db.selectFrom('outbox').select('dedup_key').execute()
  expect(mails).toEqual([{ dedup_key: 'bounce rate 1' }])
})

test('three complaints pause an edition, and refusals by policy are told', async () => {
  const readers = Array.from({ length: 6 }, (_, n) => `reader${n}@example.net`)
  const { context, db, sent } = await sentTo(readers, { mail: { operatorEmail: 'ops@example.org' } })
  await db.updateTable('deliveries').set({ status: 'queued' }).where('id', '=', 6).execute()
  const policy = dsnTo(sent[4]?.returnPath ?? '', { status: '5.7.1', diagnostic: '550 5.7.1 blocked' })
  await receive(context, [...sent.slice(0, 3).map(complaintAbout), policy])
  expect(await db.selectFrom('editions').select('state').execute()).toEqual([{ state: 'paused' }])
  const mails = await db.selectFrom('outbox').select('dedup_key').orderBy('id').execute()
  expect(mails.map((mail) => mail.dedup_key)).toEqual(['complaint rate 1', 'refused: policy 1'])
})
