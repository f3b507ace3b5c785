import { expect, test } from 'vitest'
import { bounces } from '../../jobs/bounces.ts'
import { keepEvents } from '../../src/bounces/events.ts'
import { loadConfig } from '../../src/config/load.ts'
import { createContext } from '../../src/context.ts'
import { unsubscribe } from '../../src/subscribers/unsubscribe.ts'
import { databaseEnvironment, runCommand } from '../helpers/cli.ts'
import { complaintAbout, dsnTo, slot, submitted } from '../helpers/returned.ts'

const emails = ['ann@one.example', 'bo@one.example', 'cleo@two.example', 'dee@two.example', 'eve@two.example']
const clock = () => new Date(slot.getTime() + 5 * 60_000)

/** A database in which an edition was sent and things came back: of each kind one. */
async function returned() {
  const env = await databaseEnvironment()
  const context = await createContext(loadConfig({ ...env, LOG_LEVEL: 'silent' }), { clock })
  const { db } = context
  const [ann, bo, cleo, dee, eve] = await submitted(context, emails)
  if (!ann || !bo || !cleo || !dee || !eve) throw new Error('not all were sent')
  const raw = [
    dsnTo(ann.returnPath),
    dsnTo(bo.returnPath, { status: '5.2.2', diagnostic: '552 5.2.2 full' }),
    complaintAbout(cleo),
    dsnTo(dee.returnPath, { status: '5.7.1', diagnostic: '550 5.7.1 blocked' }),
    Buffer.from(
      `From: <eve@two.example>\r\nTo: <${eve.returnPath}>\r\nSubject: Who are you?\r\n\r\nHel\x1b[2Jlo`,
    ),
  ]
  const events = raw.map((one) => ({ way: 'smtp' as const, id: null, raw: one }))
  for (const event of events) await keepEvents(db, [event], clock())
  await bounces(context)
  await unsubscribe(db, eve.subscriberId, clock(), 'Too many.')
  await context.close()
  return env
}

test('an operator sees what came back, of whom, and what was done about it', async () => {
  const env = await returned()
  const list = (...args: string[]) => runCommand(['bounces', 'list', ...args], env)
  const all = JSON.parse((await list('--json')).stdout) as { id: number; kind: string; action: string }[]
  expect(all.map(({ kind, action }) => `${kind}: ${action}`)).toEqual([
    'unknown: kept',
    'policy: told',
    'complaint: suppressed',
    'soft: counted',
    'hard: suppressed',
  ])
  const [unknown, , , , hard] = all
  const shown = await list('--kind', 'hard')
  expect(shown.stdout).toMatch(/hard +suppressed +1 +ann@example\.net +5\.1\.1 550 5\.1\.1 no such user/)
  expect(shown.stdout.trim().split('\n')).toHaveLength(2)
  const first = await list('--limit', '1')
  expect(first.stdout).toContain(`More: --before ${unknown?.id}`)
  expect((await list('--before', String(hard?.id))).stdout).toBe('Nothing came back.\n')
  expect((await list('--edition', '2')).stdout).toBe('Nothing came back.\n')

  const show = (id: string | number | undefined) => runCommand(['bounces', 'show', String(id)], env)
  // Without what would clear the terminal.
  expect((await show(unknown?.id)).stdout).toMatch(/Who are you\?[^]*\n\nHel\[2Jlo\n$/)
  expect((await show(hard?.id)).stdout).toMatch(/^action +suppressed$/m)
  expect(await show('7a')).toMatchObject({ code: 1, stderr: expect.stringContaining('no event 7a') })

  const edition = await runCommand(['edition', 'show', '1'], env)
  expect(edition.stdout).toMatch(/came back: hard +1\n +came back: soft +1\n +came back: refused +1\n/)
  expect(edition.stdout).toMatch(/^two\.example +0 +0 +1 +1 +2$/m)
  expect(edition.stdout).toMatch(/^one\.example +1 +1 +0 +0 +0$/m)
})

test('an operator changes a subscription, ends it, and sums up why people have left', async () => {
  const env = await databaseEnvironment()
  const run = (...args: string[]) => runCommand(['subscribers', ...args], env)
  for (const name of ['ann', 'bo', 'cleo']) await run('add', `${name}@example.net`)

  expect(await run('edit', 'Ann@example.net', '--keywords', 'audio codec')).toMatchObject({
    code: 0,
    stdout: 'ann@example.net: changed\n',
  })
  expect((await run('show', 'ann@example.net')).stdout).toContain('audio codec')
  expect(await run('edit', 'ann@example.net')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/Say what/),
  })
  expect(await run('edit', 'ann@example.net', '--topics', 'cooking')).toMatchObject({ code: 1 })

  const leave = (name: string, reason: string) =>
    run('unsubscribe', `${name}@example.net`, '--reason', reason)
  expect((await leave('ann', 'Too many.')).stdout).toBe('ann@example.net: unsubscribed\n')
  expect((await leave('ann', 'Another')).stdout).toBe('ann@example.net: had unsubscribed already\n')
  await leave('bo', 'too many')
  await run('unsubscribe', 'cleo@example.net')
  expect(await run('unsubscribe', 'nobody@example.net')).toMatchObject({
    code: 1,
    stderr: 'There is no subscriber nobody@example.net.\n',
  })
  expect(JSON.parse((await run('left', '--json')).stdout)).toEqual({
    left: 3,
    reasons: [{ reason: 'too many', count: 2 }],
  })
  expect((await run('left')).stdout).toMatch(
    /^3 have left in the last 30 days\.\n\nreason +count\ntoo many +2\n/,
  )
  expect(await run('edit', 'ann@example.net', '--hour', '9')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('only who is active'),
  })
})
