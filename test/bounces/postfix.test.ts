import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { bounces } from '../../jobs/bounces.ts'
import { createKeeper } from '../../src/bounces/keeper.ts'
import { startBounceListener } from '../../src/bounces/listen.ts'
import { createDeliverer } from '../../src/deliver/deliver.ts'
import { readAccounting } from '../../src/editions/accounting.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { outletTo } from '../helpers/outlet.ts'
import { cannotRunPostfix, startPostfix } from '../helpers/postfix.ts'
import { slot } from '../helpers/returned.ts'
import { startSmtpSink } from '../helpers/smtp-sink.ts'
import { addActive } from '../helpers/subscribers.ts'

const readers = {
  fine: 'fine@fine.example',
  forwarded: 'forwarded@alumni.example',
  dead: 'dead@dead.example',
  forwardedToDead: 'moved@alumni.example',
  full: 'full@full.example',
  blocked: 'blocked@strict.example',
}

/** The servers of the readers' domains. */
async function startTheirServers() {
  const fine = await startSmtpSink()
  const dead = await startSmtpSink('-f', 'RCPT', '-B', '550 5.1.1 No such user here')
  const full = await startSmtpSink('-r', 'RCPT', '-b', '452 4.2.2 The mailbox is full')
  const strict = await startSmtpSink('-f', 'RCPT', '-B', '550 5.7.1 Blocked by our policy')
  const to = ({ url }: { url: string }) => `smtp:[127.0.0.1]:${new URL(url).port}`
  return {
    fine,
    transports: {
      'fine.example': to(fine),
      'dead.example': to(dead),
      'full.example': to(full),
      'strict.example': to(strict),
    },
  }
}

/** Sends an edition to readers by way of a relay. */
async function send(context: Awaited<ReturnType<typeof testContext>>, url: string, emails: string[]) {
  const { db } = context
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.1' })])
  for (const email of emails) await addActive(db, email)
  const edition = await openEditionAt(db, slot, slot)
  if (!edition) throw new Error('nobody is due')
  for (const range of edition.ranges) await createComposer({ db })(edition.id, range, slot)
  for (const range of edition.ranges)
    await createDeliverer({ ...context, db: context.ledgerDb, outlet: outletTo(url) })(edition.id, range)
  return edition.id
}

describe.skipIf(cannotRunPostfix)('reports that Postfix writes', { timeout: 60_000 }, () => {
  test('come back to the listener, and exactly the dead addresses are suppressed', async () => {
    const context = await testContext({ clock: () => slot })
    const { db } = context
    const keep = createKeeper({ ...context, remind: () => Promise.resolve() })
    const listener = await startBounceListener(
      { ...context, keep },
      { protocol: 'lmtp', host: '127.0.0.1', port: 0 },
    )
    onTestFinished(listener.stop)
    const { fine, transports } = await startTheirServers()
    const url = await startPostfix({
      transports: { ...transports, [context.config.mail.bounceDomain]: `lmtp:[127.0.0.1]:${listener.port}` },
      aliases: { [readers.forwarded]: 'new@fine.example', [readers.forwardedToDead]: 'gone@dead.example' },
    })
    const editionId = await send(context, url, Object.values(readers))
    const events = () => db.selectFrom('bounce_events').selectAll().orderBy('kind').orderBy('id').execute()
    await vi.waitFor(async () => expect(await events()).toHaveLength(4), { timeout: 40_000, interval: 100 })
    await bounces(context)
    expect((await events()).map(({ kind, domain, status }) => [kind, domain, status])).toEqual([
      ['hard', expect.stringMatching(/^(dead|alumni)\.example$/), '5.1.1'],
      ['hard', expect.stringMatching(/^(dead|alumni)\.example$/), '5.1.1'],
      ['policy', 'strict.example', '5.7.1'],
      ['soft', 'full.example', '4.2.2'],
    ])
    const suppressed = await db
      .selectFrom('suppressions')
      .select(['email_key', 'reason'])
      .orderBy('email_key')
      .execute()
    expect(suppressed).toEqual([
      { email_key: readers.dead, reason: 'hard bounce' },
      { email_key: readers.forwardedToDead, reason: 'hard bounce' },
    ])
    expect(fine.recipients().sort()).toEqual([readers.fine, 'new@fine.example'])
    expect(await readAccounting(db, editionId)).toMatchObject({ recipients: 6, submitted: 6 })
  })
})
