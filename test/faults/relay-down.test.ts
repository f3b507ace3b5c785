import { connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { tellOfEditions } from '../../jobs/edition-report.ts'
import { readAccounting } from '../../src/editions/accounting.ts'
import { OperatorMail } from '../../src/outbox/content.ts'
import { laneTo } from '../../src/smtp/lane-config.ts'
import { testContext } from '../helpers/context.ts'
import { addReaders, listPaper, on, openService, slotOf } from '../helpers/days.ts'
import { freePort } from '../helpers/ports.ts'
import { startSmtpServer } from '../helpers/smtp.ts'

const isLong = process.env['PAPERBOY_FAULTS'] === 'long'
const readers = isLong ? 2000 : 100

/** A way to the relay that can be closed: then nothing listens at its end. */
async function openDoor(relayUrl: string) {
  const port = await freePort()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const relay = connect(Number(new URL(relayUrl).port), '127.0.0.1')
    for (const end of [socket, relay]) {
      sockets.add(end)
      end.on('error', () => undefined)
    }
    socket.pipe(relay).pipe(socket)
  })
  const open = () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = () => {
    for (const socket of sockets) socket.destroy()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  onTestFinished(close)
  return { url: `smtp://127.0.0.1:${port}`, open, close }
}

test(
  'a relay that is down for a day: one digest each when it is back, the newest, with the papers between',
  { timeout: 400_000 },
  async () => {
    let now = on(0, '00:00')
    const relay = await startSmtpServer()
    const door = await openDoor(relay.url)
    const lane = laneTo(door.url)
    const context = await testContext({
      clock: () => now,
      config: { mail: { operatorEmail: 'ops@example.org' }, delivery: { lanes: [lane] } },
    })
    const { db } = context
    await addReaders(db, readers, [7])
    const service = openService(context, lane)
    const live = async (day: number, ...times: string[]) => {
      const before = relay.received.length
      for (const time of times) {
        now = on(day, time)
        await service.tick()
        await tellOfEditions(context)
      }
      return relay.received.slice(before)
    }
    await listPaper(db, 0)
    await door.open()
    expect(await live(0, '06:59', '07:00:10')).toHaveLength(readers)
    await door.close()
    await listPaper(db, 1)
    expect(await live(1, '07:00:10', '07:01', '07:30', '13:00', '22:00')).toEqual([])
    await listPaper(db, 2)
    expect(await live(2, '06:50', '07:00:10', '07:02')).toEqual([])
    await door.open()
    const back = await live(2, '09:00', '09:16', '09:32')
    await service.close()

    expect(new Set(back.map(({ to }) => to[0])).size).toBe(readers)
    expect(back).toHaveLength(readers)
    for (const { raw } of back) {
      expect(slotOf(raw)).toBe('20260520T0700')
      expect(raw.toString()).toContain('title 1 of robots')
      expect(raw.toString()).toContain('title 2 of robots')
    }
    const editions = await db.selectFrom('editions').select('id').orderBy('id').execute()
    const accounts = await Promise.all(editions.map(({ id }) => readAccounting(db, id)))
    expect(accounts).toMatchObject([
      { submitted: readers, failed: 0, skipped: {} },
      { submitted: 0, failed: 0, uncertain: 0, skipped: { 'too late': readers } },
      { submitted: readers, failed: 0, skipped: {} },
    ])
    expect(await db.selectFrom('soft_bounces').selectAll().execute()).toEqual([])
    const mails = await db.selectFrom('outbox').select('payload').execute()
    const [told, ...others] = mails.map(({ payload }) => OperatorMail.parse(payload))
    expect(others).toEqual([])
    expect(told?.subject).toBe('Edition 2 was not sent')
    expect(told?.text).toContain('ECONNREFUSED')
  },
)
