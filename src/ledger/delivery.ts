import type { Cadence, Language, Note } from '../store/schema.ts'

/** What the ledger needs of an edition to find and to make its deliveries. */
export type DeliveredEdition = {
  id: number
  /** The partition of its deliveries, YYYY-MM-01. */
  month: string
  slot: Date
  /** Whether it is the first that someone gets, right after they confirmed. */
  isWelcome: boolean
  candidateSetId: number
  /** Identifies the stored candidates: editions with equal keys have the same ones. */
  candidatesKey: string
  /** Nothing of the edition is sent after this. */
  freshUntil: Date
  /** The editor's, as they were frozen; each delivery names those that it has. */
  notes: readonly Note[]
}

/** A part of an edition's recipients, with the lowest and the highest of their ids. */
export type DeliveredRange = { no: number; first: number; last: number }

/** A delivery that only this worker may send until its lease ends. */
export type ClaimedDelivery = {
  id: number
  subscriberId: number
  email: string
  timeZone: string
  cadence: Cadence
  language: Language
  /** As stored. It is parsed when its message is made, because what waits should be small. */
  selection: string
  /** Ids of the edition's notes; mostly null. */
  notes: readonly number[] | null
  /** This try included. Together with the row's state it proves the claim. */
  attempts: number
  composedAt: Date
  /** Whether an earlier try may have sent it: the connection was lost after the final dot, or its worker died. */
  isInDoubt: boolean
}

/** What to do with a message that may have been sent: send the identical one again, or leave it to the operator. */
export type Uncertain = 'resend' | 'hold'

/** Begins the response of a deferred delivery that a relay may have taken. */
export const inDoubt = 'may have been taken: '

/** Begins the response of a delivery that no relay has judged: we could not hand it over. */
export const ownTrouble = 'not sent: '

/** A relay that has not taken a mail for a day will not take it; and by then a digest is out of date. */
export const giveUpAfterMs = 24 * 3_600_000
