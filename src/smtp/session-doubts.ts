import type { Sent } from './connection.ts'

/** How long a refusal is believed that a new connection has repeated. */
const believedForMs = 10 * 60_000
const mostBelieved = 100

/** Which refusals may have ended a session, and not been about their recipient. */
export type SessionDoubts = {
  /** Whether the message is to be tried once more, over a new connection. */
  isDoubtful: (sent: Sent) => boolean
  /** Takes in what became of it there. */
  settle: (doubted: Sent, again: Sent) => void
}

/**
 * Some relays end a session by refusing the next recipient in words that say nothing of sessions. A new connection tells:
 * where it repeats the refusal, the refusal is about the recipient, and its words are believed for a while. So greylisting
 * costs one connection, and not one for each message.
 */
export function createSessionDoubts(): SessionDoubts {
  const believedUntil = new Map<string, number>()
  return {
    isDoubtful: ({ mayEndSession, outcome }) =>
      mayEndSession && (believedUntil.get(wordsOf(outcome.response)) ?? 0) < Date.now(),
    settle: (doubted, again) => {
      const words = wordsOf(doubted.outcome.response)
      if (wordsOf(again.outcome.response) !== words) return
      if (believedUntil.size >= mostBelieved) believedUntil.clear()
      believedUntil.set(words, Date.now() + believedForMs)
    },
  }
}

/** Without addresses and numbers behind the codes, which differ by recipient and time. */
function wordsOf(response: string): string {
  const [, codes = '', text = ''] = /^([\d.]+(?:[ -][\d.]+)?)(.*)$/s.exec(response) ?? []
  return codes + text.replace(/\S*@\S*|\S*\d\S*/g, '').slice(0, 80)
}
