import { createServer, type Socket } from 'node:net'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Course, Message } from '../../src/smtp/message.ts'
import type { PoolLimits } from '../../src/smtp/pool.ts'
import { outletTo } from '../helpers/outlet.ts'
import { cannotRunPostfix, startPostfix } from '../helpers/postfix.ts'
import { startSmtpSink } from '../helpers/smtp-sink.ts'

const message = (to: string): Message => ({
  from: 'bounces+d1@news.example.org',
  to,
  raw: `Subject: to ${to}\r\n\r\nhello\r\n`,
})

/** What the relay says to a command, in pieces as it writes them; null to hang up without a word. */
type Answer = (line: string, to: string) => string[] | null

const usual: Answer = (line) => {
  if (line.startsWith('EHLO')) return ['250-test\r\n250-PIPELINING\r\n250 8BITMIME\r\n']
  return [line === 'DATA' ? '354 go on\r\n' : '250 ok\r\n']
}

/** A relay of the smallest kind that offers PIPELINING, and says what the test wants. */
async function startRelay(answer: Answer, limits: Partial<PoolLimits> = {}) {
  const writes: string[] = []
  const messages: string[] = []
  const sockets = new Set<Socket>()
  let connected = 0
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    connected += 1
    socket.on('error', () => undefined)
    socket.write('220 test\r\n')
    let unread = ''
    let to = ''
    let data: string[] | null = null
    const say = async (line: string) => {
      for (const piece of answer(line, to) ?? [null]) {
        if (piece === null) return socket.destroy()
        socket.write(piece)
        // Each piece in a segment of its own.
        await new Promise((resolve) => setImmediate(resolve))
        if (piece.startsWith('421')) return socket.end()
        if (piece.startsWith('354')) data = []
      }
      return undefined
    }
    let saying: Promise<unknown> = Promise.resolve()
    const take = async (line: string) => {
      if (data && line !== '.') return void data.push(line)
      if (data) {
        messages.push(`${to}: ${data[0] ?? 'nothing'}`)
        data = null
        const said = await say(line)
        to = ''
        return said
      }
      to = /^RCPT TO:<(.*)>/.exec(line)?.[1] ?? to
      return say(line)
    }
    socket.on('data', (chunk) => {
      writes.push(chunk.toString())
      const lines = (unread + chunk.toString()).split('\r\n')
      unread = lines.pop() ?? ''
      for (const line of lines) saying = saying.then(() => take(line))
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  const close = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  onTestFinished(close)
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const { connections = 1, ...others } = limits
  const outlet = outletTo(`smtp://127.0.0.1:${port}`, connections, others)
  return { outlet, writes, messages, close, connected: () => connected }
}

describe('where the relay offers PIPELINING', () => {
  test('MAIL, RCPT and DATA go out in one write', async () => {
    const { outlet, writes, messages } = await startRelay(usual)
    expect(await outlet.send(message('ada@example.org'))).toMatchObject({ kind: 'submitted' })
    expect(writes.find((one) => one.startsWith('MAIL'))).toMatch(/^MAIL FROM:.*\r\nRCPT TO:.*\r\nDATA\r\n$/)
    expect(messages).toEqual(['ada@example.org: Subject: to ada@example.org'])
  })

  test('replies in pieces, of several lines, or all at once are matched to their commands', async () => {
    const { outlet, messages } = await startRelay((line, to) => {
      if (line.startsWith('MAIL')) return []
      if (line.startsWith('RCPT'))
        return ['250-sender', ' is fine\r\n250 ok\r\n25', '0-2.1.5 one\r\n', '250 2.1.5 two\r\n']
      return usual(line, to)
    })
    for (const to of ['ada@example.org', 'bo@example.org'])
      expect(await outlet.send(message(to))).toMatchObject({ kind: 'submitted' })
    expect(messages).toEqual([
      'ada@example.org: Subject: to ada@example.org',
      'bo@example.org: Subject: to bo@example.org',
    ])
  })

  test.each([
    ['refuses DATA then', '554 5.5.1 no valid recipients\r\n'],
    ['asks for the message all the same', '354 go on\r\n'],
  ])('a refused recipient fails alone where the relay %s', async (_, atData) => {
    const { outlet, messages } = await startRelay((line, to) => {
      if (line.startsWith('RCPT') && to.startsWith('gone')) return ['550 5.1.1 no such user\r\n']
      if (line === 'DATA' && to.startsWith('gone')) return [atData]
      return usual(line, to)
    })
    expect(await outlet.send(message('gone@example.org'))).toMatchObject({
      kind: 'failed',
      blame: 'address',
      response: expect.stringContaining('no such user'),
    })
    expect(await outlet.send(message('ada@example.org'))).toMatchObject({ kind: 'submitted' })
    // The lone dot ends an empty message that goes to nobody, and no text of ours is in it.
    expect(messages.filter((one) => !one.endsWith('nothing'))).toEqual([
      'ada@example.org: Subject: to ada@example.org',
    ])
  })

  test('a refused sender is the lane’s trouble, and never hits the recipient', async () => {
    const { outlet, messages } = await startRelay((line, to) =>
      line.startsWith('MAIL') ? ['550 5.7.1 sender refused\r\n'] : usual(line, to),
    )
    expect(await outlet.send(message('ada@example.org'))).toMatchObject({
      kind: 'unavailable',
      blame: 'sender',
    })
    expect(messages).toEqual([])
  })

  test.each([['MAIL'], ['RCPT'], ['DATA']])('a 421 at %s leaves nothing in doubt', async (at) => {
    let isFirst = true
    const { outlet, messages } = await startRelay((line, to) => {
      if (!line.startsWith(at) || !isFirst) return usual(line, to)
      isFirst = false
      return ['421 4.3.2 shutting down\r\n']
    })
    const outcome = await outlet.send(message('ada@example.org'))
    expect(['deferred', 'unavailable', 'submitted']).toContain(outcome.kind)
    expect(messages).toHaveLength(outcome.kind === 'submitted' ? 1 : 0)
  })

  test('a connection that is lost before the relay asks for the message leaves nothing in doubt', async () => {
    const { outlet, messages } = await startRelay((line, to) => (line === 'DATA' ? null : usual(line, to)))
    expect(await outlet.send(message('ada@example.org'))).toMatchObject({ kind: 'unavailable' })
    expect(messages).toEqual([])
  })

  test('one that is lost after the message is in doubt', async () => {
    const { outlet, messages } = await startRelay((line, to) => (line === '.' ? null : usual(line, to)))
    expect(await outlet.send(message('ada@example.org'))).toMatchObject({ kind: 'uncertain' })
    expect(messages).toHaveLength(1)
  })
})

/** Goes when told, and tells in which order things happened. */
function watched(name: string, events: string[], may = true): Course {
  return {
    mayGo: (isBehind) => {
      events.push(`${name} asks${isBehind ? ' behind another' : ''}`)
      return Promise.resolve(may)
    },
    ended: ({ kind }) => events.push(`${name} ${kind}`),
  }
}

describe('the next message of a connection', () => {
  test('has its envelope right behind the final dot of the one before, in the same write', async () => {
    const { outlet, writes, messages } = await startRelay(usual)
    const people = ['ada', 'bo', 'cy', 'di'].map((name) => `${name}@example.org`)
    const outcomes = await Promise.all(people.map((to) => outlet.send(message(to))))
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array.from(people, () => 'submitted'))
    expect(messages).toEqual(people.map((to) => `${to}: Subject: to ${to}`))
    expect(
      writes.filter((one) => /\r\n\.\r\nMAIL FROM:.*\r\nRCPT TO:.*\r\nDATA\r\n$/.test(one)),
    ).toHaveLength(3)
  })

  test('is written only when the outcome of the one before was told, and may then still be taken back', async () => {
    const { outlet, messages, connected } = await startRelay(usual)
    const events: string[] = []
    const outcomes = await Promise.all([
      outlet.send(message('ada@example.org'), watched('ada', events)),
      outlet.send(message('bo@example.org'), watched('bo', events, false)),
      outlet.send(message('cy@example.org'), watched('cy', events)),
    ])
    expect(events.slice(0, 3)).toEqual(['ada asks', 'ada submitted', 'bo asks behind another'])
    expect(outcomes.map(({ kind }) => kind)).toEqual(['submitted', 'unavailable', 'submitted'])
    expect(messages).toEqual(
      ['ada', 'cy'].map((name) => `${name}@example.org: Subject: to ${name}@example.org`),
    )
    // The relay forgets a message that it waits for only where the connection ends.
    expect(connected()).toBe(2)
  })

  test('waits for every reply before it where its lane says so, or the relay does not offer PIPELINING', async () => {
    const plain: Answer = (line, to) => (line.startsWith('EHLO') ? ['250 test\r\n'] : usual(line, to))
    for (const relay of [await startRelay(usual, { pipelining: false }), await startRelay(plain)]) {
      const people = ['ada@example.org', 'bo@example.org', 'cy@example.org']
      await Promise.all(people.map((to) => relay.outlet.send(message(to))))
      expect(relay.messages).toHaveLength(3)
      expect(relay.writes.filter((one) => (one.match(/^(?:MAIL|RCPT|DATA)/gm) ?? []).length > 1)).toEqual([])
    }
  })

  test.each([
    ['with the answer to the one before', '.', 'uncertain'],
    ['when it answers', 'MAIL FROM:<bounces+d1@news.example.org>', 'submitted'],
  ])('goes over a new connection where the old one is lost %s', async (_, at, first) => {
    let count = 0
    const { outlet, messages } = await startRelay((line, to) => {
      const isSecond = line === at && ++count === (at === '.' ? 1 : 2)
      return isSecond ? null : usual(line, to)
    })
    const [ada, bo] = await Promise.all([
      outlet.send(message('ada@example.org')),
      outlet.send(message('bo@example.org')),
    ])
    expect([ada.kind, bo.kind]).toEqual([first, 'submitted'])
    expect(messages.filter((one) => one.startsWith('bo'))).toHaveLength(1)
  })

  test('is not hit by a refusal of the one before, at whatever step', async () => {
    for (const at of ['RCPT', 'DATA', '.']) {
      const { outlet, messages } = await startRelay((line, to) =>
        line.startsWith(at) && to.startsWith('gone') ? ['550 5.1.1 no such user\r\n'] : usual(line, to),
      )
      const people = ['gone1', 'ada', 'gone2', 'gone3', 'bo'].map((name) => `${name}@example.org`)
      const outcomes = await Promise.all(people.map((to) => outlet.send(message(to))))
      expect(outcomes.map(({ kind }) => kind)).toEqual([
        'failed',
        'submitted',
        'failed',
        'failed',
        'submitted',
      ])
      expect(messages.filter((one) => /^(?:ada|bo)/.test(one))).toHaveLength(2)
    }
  })

  test('is blamed for nothing where the relay cannot reset after a refusal: it goes over a new connection', async () => {
    for (const pipelining of [true, false]) {
      const { outlet, messages } = await startRelay(
        (line, to) => {
          if (line === 'RSET') return ['502 5.5.1 not implemented\r\n']
          const isGone = line.startsWith('RCPT') && to.startsWith('gone')
          return isGone ? ['550 5.1.1 no such user\r\n'] : usual(line, to)
        },
        { pipelining },
      )
      const people = ['gone', 'ada', 'bo'].map((name) => `${name}@example.org`)
      const outcomes = await Promise.all(people.map((to) => outlet.send(message(to))))
      expect(outcomes.map(({ kind }) => kind)).toEqual(['failed', 'submitted', 'submitted'])
      expect(messages.filter((one) => /^(?:ada|bo).*Subject/.test(one))).toHaveLength(2)
    }
  })

  test('is tried over another connection where the relay says 421 at the final dot of the one before', async () => {
    let isFirst = true
    const { outlet, messages } = await startRelay((line, to) => {
      if (line !== '.' || !isFirst) return usual(line, to)
      isFirst = false
      return ['421 4.3.2 shutting down\r\n']
    })
    const [ada, bo] = await Promise.all([
      outlet.send(message('ada@example.org')),
      outlet.send(message('bo@example.org')),
    ])
    expect([ada.kind, bo.kind]).toEqual(['deferred', 'submitted'])
    expect(messages.filter((one) => one.startsWith('bo'))).toHaveLength(1)
  })
})

/** What a relay may do to a message, told by its recipient. */
const fates = {
  fine: { kinds: ['submitted'], copies: [1] },
  'refused-RCPT': { kinds: ['failed'], copies: [0] },
  'refused-DATA': { kinds: ['failed', 'deferred'], copies: [0] },
  'refused-dot': { kinds: ['failed'], copies: [1] },
  'waits-for-nobody': { kinds: ['failed'], copies: [0] },
  'gone-RCPT': { kinds: ['unavailable', 'submitted'], copies: [0, 1] },
  'gone-DATA': { kinds: ['unavailable', 'submitted'], copies: [0, 1] },
  'gone-dot': { kinds: ['uncertain'], copies: [1] },
  'closing-RCPT': { kinds: ['deferred', 'unavailable', 'submitted'], copies: [0, 1] },
} satisfies Record<string, { kinds: string[]; copies: number[] }>
type Fate = keyof typeof fates

function bySending(line: string, to: string, hasHappened: Set<string>): string[] | null {
  const [fate = '', number] = to.split('.')
  const [what, at = ''] = /^(\w+)-(.*)$/.exec(fate)?.slice(1) ?? []
  const isNow = at === 'dot' ? line === '.' : line.startsWith(at)
  if (fate === 'waits-for-nobody' && line.startsWith('RCPT')) return ['550 5.1.1 no such user\r\n']
  if (!what || !isNow || at === '') return usual(line, to)
  if (what === 'refused') return ['55', '0 5.1.1 no such', ' user\r\n']
  // Once: the same message may come again.
  if (hasHappened.has(`${fate}${number}`)) return usual(line, to)
  hasHappened.add(`${fate}${number}`)
  return what === 'closing' ? ['421 4.3.2 closing\r\n'] : null
}

test('whatever happens to its neighbours, a message arrives once where it was submitted, and never where it was refused', async () => {
  const fate = fc.constantFrom(...(Object.keys(fates) as Fate[]), 'fine' as const, 'fine' as const)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fate, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(1, 2),
      fc.boolean(),
      async (wanted, connections, pipelining) => {
        const hasHappened = new Set<string>()
        const { outlet, messages, close } = await startRelay((line, to) => bySending(line, to, hasHappened), {
          connections,
          pipelining,
        })
        const people = wanted.map((one, number) => `${one}.${number}@example.org`)
        const outcomes = await Promise.all(people.map((to) => outlet.send(message(to))))
        const wrong = people.filter((to, number) => {
          const kind = outcomes[number]?.kind ?? ''
          const copies = messages.filter((one) => one === `${to}: Subject: to ${to}`).length
          const { kinds, copies: allowed } = fates[wanted[number] ?? 'fine']
          const isSure = kind !== 'submitted' || copies === 1
          return !kinds.some((one) => one === kind) || !allowed.some((one) => one === copies) || !isSure
        })
        expect(wrong).toEqual([])
        close()
      },
    ),
    { numRuns: 60 },
  )
})

test.skipIf(cannotRunPostfix)(
  'Postfix takes what is sent so, among recipients that it refuses',
  { timeout: 60_000 },
  async () => {
    const next = await startSmtpSink()
    const url = await startPostfix({
      transports: {
        'fine.example': `smtp:[127.0.0.1]:${new URL(next.url).port}`,
        'gone.example': 'error:5.1.1 no such user',
      },
      aliases: {},
    })
    const outlet = outletTo(url, 2)
    const people = Array.from({ length: 40 }, (_, n) => `p${n}@${n % 7 === 3 ? 'gone' : 'fine'}.example`)
    const outcomes = await Promise.all(people.map((to) => outlet.send(message(to))))
    for (const [n, to] of people.entries())
      expect(outcomes[n]).toMatchObject({ kind: to.includes('gone') ? 'failed' : 'submitted' })
    const fine = people.filter((to) => to.includes('fine')).toSorted()
    await expect.poll(() => next.recipients().toSorted(), { timeout: 30_000 }).toEqual(fine)
  },
)
