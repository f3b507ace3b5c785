import type { DeliveryStatus, SkipReason } from '../../store/schema.ts'

/** Deliveries that count as mailed. */
type LiveStatus = Exclude<DeliveryStatus, 'failed' | 'skipped'>

/** What the answer to "why not this paper?" says in one language. Days and names come in the form of that language. */
export type WhyNotWords = {
  heading: string
  label: string
  hint: string
  button: string
  notUnderstood: string
  unknown: string
  listed: (places: string) => string
  listing: (source: string, day: string) => string
  mailed: Record<LiveStatus, (day: string) => string>
  failed: (day: string) => string
  notSent: (day: string, why: string) => string
  skipped: (day: string, why: string) => string
  skipReasons: Record<SkipReason, string>
  mailedAs: (day: string, title: string) => string
  muted: (what: string, day: string) => string
  tooOld: (days: number, day: string) => string
  noInterest: (day: string) => string
  near: (interest: string, day: string) => string
  pickedAs: (day: string, title: string) => string
  topicIsFull: (topic: string, day: string) => string
  outranked: (by: number, day: string) => string
  unexplained: (day: string) => string
  noCandidate: (day: string) => string
  listedTooLong: (day: string) => string
  chosen: (day: string) => string
  withdrawn: string
  noEdition: string
  next: (day: string) => string
  paused: (until: string) => string
  pending: string
  unsubscribed: string
  suppressed: string
}
