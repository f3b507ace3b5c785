import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { SMTPServerOptions } from 'smtp-server'
import { describe, expect, test } from 'vitest'
import { addDays, daysBetween } from '../../src/ingest/days.ts'
import { acceptedScore } from '../../src/papers/paper.ts'
import { readStoredPapers } from '../../src/papers/stored-papers.ts'
import { readEntry } from '../../src/sources/huggingface-entry.ts'
import { scoreTopics } from '../../src/topics/narrow.ts'
import type { State } from '../../src/personal/state.ts'
import { lacks } from '../helpers/requirements.ts'
import { startSmtpServer } from '../helpers/smtp.ts'
import { listedAt, recorded, startFillingOrigin } from './origin.ts'
import { openRuns, papersOf } from './runs.ts'

// `npm run test:replay` lives through 60 days; here it is only as many as have a weekend, an outage and missed runs.
const days = Number(process.env['REPLAY_DAYS'] ?? 6)
const first = '2026-03-16'
const hourMs = 3_600_000
// So few that no mail is full: then what matches has no reason to be missing.
const most = days > 20 ? 100 : 12
const topics = days > 20 ? ['theory', 'speech-audio', 'multilingual'] : ['agents', 'robotics']

async function open({ papers, smtp: options }: { papers?: number; smtp?: SMTPServerOptions } = {}) {
  let isDown = false
  let now = () => new Date(0)
  const origin = await startFillingOrigin(
    () => now(),
    () => isDown,
    papers,
  )
  const smtp = await startSmtpServer(options)
  const runs = await openRuns({
    hfUrl: origin,
    smtpUrl: options ? smtp.url.replace('//', '//me:secret@') : smtp.url,
  })
  now = runs.now
  return {
    ...runs,
    received: smtp.received,
    setDown: (down: boolean) => {
      isDown = down
    },
  }
}

/** Numbers in 0..1 that are the same in each run. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

/** The papers of a topic that were listed on a day, with when they were. */
function matching(day: string): { id: string; at: number }[] {
  return recorded(day, most).flatMap((entry, position) => {
    const read = readEntry(entry)
    if (read.kind !== 'paper') return []
    const scores = scoreTopics(read.paper)
    const isMatch = topics.some((topic) => (scores[topic] ?? 0) >= acceptedScore)
    return isMatch ? [{ id: read.paper.id.replace('arxiv:', ''), at: listedAt(day, position) }] : []
  })
}

describe.skipIf(lacks('recordings'))('paperboy daily', () => {
  test(
    'mails each matching paper once, however late its runs are and whichever are missed',
    { timeout: 1_800_000 },
    async () => {
      const { run, received, setDown } = await open({ papers: most })
      const random = randomNumbers(7)
      let last = 0
      for (const day of daysBetween(first, addDays(first, days - 1))) {
        // The first and the last day have a run; of the others one in four is missed, and one in four has two.
        const kind = random()
        const isEnd = day === first || day === addDays(first, days - 1)
        const hours = isEnd
          ? [random() * 20]
          : kind < 0.25
            ? []
            : [random() * 12, ...(kind > 0.75 ? [12 + random() * 11] : [])]
        for (const hour of hours) {
          setDown(!isEnd && random() < 0.2)
          const before = received.length
          last = Date.parse(day) + hour * hourMs
          const report = await run({ at: new Date(last), preferences: { topics, maxPapers: 20 } })
          expect(received.length - before).toBe(report.settled.length)
          expect(received.length - before).toBeLessThanOrEqual(1)
        }
      }
      const mailed = received.flatMap(({ raw }) => papersOf(raw))
      expect(new Set(mailed).size, 'a paper came twice').toBe(mailed.length)
      for (const { raw } of received) expect(papersOf(raw).length).toBeLessThan(20)
      const listed = daysBetween(first, addDays(first, days - 1)).flatMap(matching)
      const missed = listed.filter(({ id, at }) => at <= last && !mailed.includes(id))
      expect(missed).toEqual([])
      expect(mailed.length).toBeGreaterThan(days)
      console.log(`${days} days, ${received.length} mails, ${mailed.length} papers, ${listed.length} listed`)
    },
  )

  test('puts the days that were missed into one mail, and sends none twice on a day', async () => {
    const { run, received } = await open()
    const at = (day: string, time: string) =>
      run({ at: `2026-03-${day}T${time}Z`, preferences: { maxPapers: 20 } })
    await at('17', '08:00')
    await at('20', '08:00')
    const again = await at('20', '20:00')
    expect(again.wasDue).toBe(false)
    expect(received).toHaveLength(2)
    const papers = received.flatMap(({ raw }) => papersOf(raw))
    expect(new Set(papers).size).toBe(papers.length)
    for (const day of ['2026-03-18', '2026-03-19', '2026-03-20']) {
      // The first three are there in the morning.
      const listed = recorded(day, 3).map(readEntry)
      for (const one of listed) expect(papers).toContain(one.kind === 'paper' ? one.paper.id.slice(6) : '')
    }
  })

  test('finds what a list got after the morning run of the day after it', async () => {
    const { run, db } = await open({ papers: 11 })
    const late = readEntry(recorded('2026-03-17', 11)[10])
    const id = late.kind === 'paper' ? late.paper.id : ''
    const isStored = async () => (await readStoredPapers(db, [id])).has(id)
    await run({ at: '2026-03-18T06:00:00Z' })
    expect(await isStored()).toBe(false)
    await run({ at: '2026-03-19T06:00:00Z' })
    expect(await isStored()).toBe(true)
  })

  test('sends the same message again after a crash between sending and writing it down', async () => {
    const { run, received } = await open()
    const failAt = (failing: number) => {
      let saves = 0
      return ({ save }: State) => ({
        save: async () => {
          saves += 1
          if (saves === failing) throw new Error('killed')
          await save()
        },
      })
    }
    const at = '2026-03-17T08:00:00Z'
    await expect(run({ at, stateWith: failAt(1) })).rejects.toThrow('killed')
    expect(received, 'handed over before the state says so').toHaveLength(0)
    await expect(run({ at, stateWith: failAt(2) })).rejects.toThrow('killed')
    expect(received).toHaveLength(1)
    // Two days later there is a digest of its own besides, without the papers of the first.
    await run({ at: '2026-03-19T09:00:00Z' })
    expect(received).toHaveLength(3)
    const [lost, again, next] = received.map(({ raw }) => raw)
    expect(again?.toString()).toBe(lost?.toString())
    const before = papersOf(lost ?? Buffer.of())
    expect(papersOf(next ?? Buffer.of()).filter((id) => before.includes(id))).toEqual([])
  })

  test('tries again on the same day what source, login and mailbox refused, and sends it once', async () => {
    let wrong: 'login' | 'address' | 'nothing' = 'login'
    const { run, received, setDown, dir } = await open({
      smtp: {
        authOptional: false,
        allowInsecureAuth: true,
        onAuth: (_auth, _session, callback) => {
          if (wrong === 'login') callback(refusal(535, '5.7.8 wrong password'))
          else callback(null, { user: 'me' })
        },
        onRcptTo: (_address, _session, callback) => {
          callback(wrong === 'address' ? refusal(550, '5.1.1 no such user') : null)
        },
      },
    })
    const at = (time: string, to: string) => run({ at: `2026-03-17T${time}Z`, to })
    setDown(true)
    const down = await at('06:00', 'mee@example.org')
    expect(down).toMatchObject({ wasDue: false, settled: [], waitsFor: null })
    expect(down.problems.join()).toContain('huggingface, 2026-03-17')
    setDown(false)
    const locked = await at('07:00', 'mee@example.org')
    expect(locked.waitsFor).toContain('wrong password')
    wrong = 'address'
    const refused = await at('09:00', 'mee@example.org')
    expect(refused.settled).toMatchObject([
      { status: 'failed', response: expect.stringContaining('no such user') },
    ])
    wrong = 'nothing'
    const sent = await at('10:00', 'me@example.org')
    expect(sent).toMatchObject({ settled: [{ status: 'submitted' }], waitsFor: null })
    expect(await at('11:00', 'me@example.org')).toMatchObject({ settled: [], wasDue: false })
    expect(received.map(({ from, to }) => [from, to])).toEqual([['me@example.org', ['me@example.org']]])
    // Nobody leaves their own list, and there is no server that a link could lead to.
    const raw = received[0]?.raw.toString() ?? ''
    expect(raw).not.toMatch(/unsubscribe|localhost/i)
    expect(raw).toContain('paperboy.yaml')
    // The file may be kept where others can read it.
    const state = gunzipSync(await readFile(join(dir, 'state.gz'))).toString()
    expect(state).not.toContain('me@example.org')
  })
})

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode })
}
