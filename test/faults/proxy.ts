import { connect, createServer, type Socket } from 'node:net'

/** A network between a worker and the relay, which can be cut. */
export type Proxy = {
  port: number
  /** Connections that are open. */
  open: () => number
  /** How many connections ended after a whole message and before its answer, or were cut when they may have. */
  unanswered: () => number
  /** Resets every connection at once. */
  cut: () => void
  /** Forgets what happened, and lets everything pass. */
  reset: () => void
  /** From now on nothing passes, and nothing is said; until `flow`. */
  stall: () => void
  flow: () => void
  /** Of the next messages every third, `count` times, reaches the relay whole, but the connection closes before its answer comes back. */
  closeAfterFinalDot: (count: number) => void
  close: () => Promise<void>
}

type Pair = { client: Socket; relay: Socket; isAnswerDue: boolean }

/** Passes bytes on to a port of this machine. */
export async function startProxy(to: number): Promise<Proxy> {
  const pairs = new Set<Pair>()
  let answersToLose = 0
  let messages = 0
  let unanswered = 0
  let isStalled = false
  const server = createServer((client) => {
    const relay = connect(to, '127.0.0.1')
    const pair: Pair = { client, relay, isAnswerDue: false }
    pairs.add(pair)
    const end = () => {
      if (pair.isAnswerDue) unanswered += 1
      pair.isAnswerDue = false
      pairs.delete(pair)
      client.destroy()
      relay.destroy()
    }
    for (const socket of [client, relay]) {
      socket.setNoDelay(true)
      socket.on('error', end)
      socket.on('close', end)
      if (isStalled) socket.pause()
    }
    let tail = ''
    let losesAnswer = false
    client.on('data', (chunk: Buffer) => {
      const text = tail + chunk.toString('latin1')
      tail = text.slice(-4)
      // The next envelope may follow in the same chunk.
      const isMessage = text.includes('\r\n.\r\n')
      if (isMessage) pair.isAnswerDue = true
      if (isMessage && answersToLose > 0 && messages++ % 3 === 0) {
        answersToLose -= 1
        losesAnswer = true
      }
      relay.write(chunk)
    })
    relay.on('data', (chunk: Buffer) => {
      // The relay has answered, so it has the message; the sender will never know.
      if (losesAnswer) end()
      else {
        pair.isAnswerDue = false
        client.write(chunk)
      }
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('the proxy has no port')
  const each = (act: (socket: Socket) => void) => {
    for (const { client, relay } of pairs) [client, relay].forEach(act)
  }
  const cut = () => {
    // A whole message may have been written and not yet read here, so each connection may wait for an answer.
    for (const pair of pairs) pair.isAnswerDue = true
    each((socket) => socket.resetAndDestroy())
  }
  const flow = () => {
    isStalled = false
    each((socket) => socket.resume())
  }
  return {
    port: address.port,
    open: () => pairs.size,
    unanswered: () => unanswered,
    cut,
    reset: () => {
      answersToLose = messages = unanswered = 0
      flow()
    },
    stall: () => {
      isStalled = true
      each((socket) => socket.pause())
    },
    flow,
    closeAfterFinalDot: (count) => {
      answersToLose = count
    },
    close: async () => {
      cut()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}
