import { createServer } from 'node:net'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { createDeliverer } from '../../src/deliver/deliver.ts'
import { closes, readAccounting } from '../../src/editions/accounting.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openDueEdition } from '../../src/editions/edition.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { outletTo } from '../helpers/outlet.ts'
import { addActive } from '../helpers/subscribers.ts'

const now = new Date('2026-05-20T07:03:00Z')

/** Takes every message, but refuses one recipient in bytes that no database holds as text. */
async function startRelay(refused: string) {
  const taken: string[] = []
  const server = createServer((socket) => {
    let recipient = ''
    let isData = false
    const say = (line: string) => socket.write(Buffer.from(`${line}\r\n`, 'latin1'))
    const answer = (line: string) => {
      const to = /^RCPT TO:<([^>]+)>/i.exec(line)?.[1]
      if (to) recipient = to
      if (to === refused) say('550 5.2.1 no such \0user \xd3\xc3\xbb\xa7 here')
      else if (line === 'DATA') {
        isData = true
        say('354 go')
      } else say('250 ok')
    }
    let text = ''
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end)
        text = text.slice(end + 2)
        if (!isData) answer(line)
        else if (line === '.') {
          isData = false
          taken.push(recipient)
          say('250 taken')
        }
      }
    })
    say('220 relay')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('the relay has no port')
  return { url: `smtp://127.0.0.1:${address.port}`, taken }
}

test('a zone, a topic, a selection or a reply that cannot be read stops nobody else', async () => {
  const { db, ...context } = await testContext({ clock: () => now })
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.1', topics: { robotics: 0.9 } })])
  const add = (name: string) => addActive(db, `${name}@example.org`, { topics: ['robotics'] })
  const [zone, topic, unreadable] = [await add('zone'), await add('topic'), await add('unreadable')]
  for (const name of ['refused', 'fine', 'also-fine']) await add(name)
  const change = (id: number, values: object) =>
    db.updateTable('subscribers').set(values).where('id', '=', id).execute()
  await change(zone, { time_zone: 'Mars/Olympus_Mons' })
  await change(topic, { topics: ['retired-topic'], keywords: [] })
  const errors: unknown[] = []
  const relay = await startRelay('refused@example.org')

  const edition = await openDueEdition(db, now, { error: (what: unknown) => void errors.push(what) })
  if (!edition) throw new Error('nobody is due')
  await createComposer({ db })(edition.id, 0, now)
  await sql`update deliveries set selection = '[["arxiv:2605.1", "a kind of the future"]]' where subscriber_id = ${unreadable}`.execute(
    db,
  )
  const outlet = outletTo(relay.url)
  await createDeliverer({ ...context, db: context.ledgerDb, outlet })(edition.id, 0)

  expect(errors).toEqual([{ zones: { 'Mars/Olympus_Mons': 1 } }])
  const accounting = await readAccounting(db, edition.id)
  expect(accounting && closes(accounting)).toBe(true)
  expect(accounting).toMatchObject({ recipients: 5, failed: 2, queued: 0, sending: 0, deferred: 0 })
  expect(relay.taken).toEqual(expect.arrayContaining(['fine@example.org', 'also-fine@example.org']))
  const rows = await db.selectFrom('deliveries').select('response').where('status', '=', 'failed').execute()
  const words = new Set(rows.map(({ response }) => response?.split(' ')[0]))
  expect(words).toEqual(new Set(['550', 'Paperboy']))
})
