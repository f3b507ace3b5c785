import { describe, expect, test } from 'vitest'
import { outletTo } from '../helpers/outlet.ts'
import { lacks } from '../helpers/requirements.ts'
import { startSmtpSink } from '../helpers/smtp-sink.ts'

const raw = `Subject: hello\r\n\r\n${'A line of a digest.\r\n'.repeat(1000)}`

function sendAll(url: string, count: number) {
  const outlet = outletTo(url, 10)
  const everyone = Array.from({ length: count }, (_, i) => `p${i}@example.org`)
  return Promise.all(everyone.map((to) => outlet.send({ from: 'bounces+d1@news.example.org', to, raw })))
}

describe.skipIf(lacks('smtpSink'))('a lane into smtp-sink', () => {
  test('hands over a thousand messages over ten connections, each to one person', async () => {
    const sink = await startSmtpSink()
    const outcomes = await sendAll(sink.url, 1000)
    expect(new Set(outcomes.map((outcome) => outcome.kind))).toEqual(new Set(['submitted']))
    expect(sink.recipients()).toHaveLength(1000)
    expect(new Set(sink.recipients()).size).toBe(1000)
  })

  test.each([
    ['refuses recipients', ['-f', 'RCPT'], 'failed'],
    ['refuses messages', ['-f', '.'], 'failed'],
    ['defers recipients', ['-r', 'RCPT'], 'deferred'],
    ['defers messages', ['-r', '.'], 'deferred'],
    ['refuses our sender', ['-f', 'MAIL'], 'unavailable'],
    ['hangs up at the greeting', ['-q', 'EHLO,HELO'], 'unavailable'],
    ['hangs up at the recipient', ['-q', 'RCPT'], 'unavailable'],
    ['hangs up after the message', ['-q', '.'], 'uncertain'],
  ])('one that %s', async (_, args, kind) => {
    const sink = await startSmtpSink(...args)
    const outcomes = await sendAll(sink.url, 20)
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(Array.from({ length: 20 }, () => kind))
  })
})
