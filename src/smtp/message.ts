import type { Outcome } from './outcome.ts'

/** One message, ready to be sent, to exactly one recipient. */
export type Message = {
  from: string
  to: string
  /** In RFC 5322 format, ASCII only. Lines end with CRLF; no other CR or LF occurs. */
  raw: string
  /** Asks for bounces that name the message by it, and its recipient, where the relay offers that (RFC 3461). */
  envelopeId?: string
}

/** What the sender of a message has a say in while it is under way. */
export type Course = {
  /**
   * Asked when the relay is ready for the message, right before it is written; false takes it back. Never fails.
   *
   * @param isBehind whether another one went before it over the same connection, of which `ended` was told just now
   */
  mayGo: (isBehind: boolean) => Promise<boolean>
  /** Told what became of a message that was handed over, before the next one may follow it. */
  ended: (outcome: Outcome) => void
}
