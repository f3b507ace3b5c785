import { createServer, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Message } from '../../src/smtp/connection.ts'
import { outletTo } from '../helpers/outlet.ts'

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
async function startRelay(answer: Answer) {
  const writes: string[] = []
  const messages: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
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
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  return { outlet: outletTo(`smtp://127.0.0.1:${port}`, 1), writes, messages }
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
