import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import type { SlowDomain } from './lane-state.ts'

/** Gmail's rule, which works for other domains too: stop for ten minutes, then one connection, then add one at a time. */
const stopMs = 10 * 60_000
const growMs = 60_000
/** A domain that was sent nothing for this long after its stop starts over. */
const forgetMs = 24 * 3_600_000
/** How long a worker keeps a place: longer than any message takes. */
const placeMs = 3 * 60_000
/** Messages without a place are retried one after another, at about the pace of a connection, within a quarter of an hour. */
const perMessageMs = 200
const firstReturnMs = 30_000
const latestReturnMs = 15 * 60_000
const longestWaitMs = 20_000
const askAgainMs = 1000

/** Either the message may go, and `leave` is called when it is done; or it is deferred until then. */
export type Entry = { leave: () => void } | { putOffUntil: Date; reason: string }

/** This worker's state of one slowed domain. */
type Held = {
  places: number
  until: number
  inUse: number
  waiting: (() => void)[]
  askedAt: number
  asking: Promise<void> | null
  lastReturn: number
}

/**
 * One lane's domains that have asked us to slow down. All workers share the stop, and how many messages may be in flight
 * at a time.
 */
export class SlowDomains {
  readonly #held = new Map<string, Held>()
  readonly #known = new Map<string, SlowDomain>()
  #waiting = 0

  readonly db: Db
  readonly lane: string
  readonly connections: number
  /** Tells this worker from others. */
  readonly holder = randomUUID()
  readonly clock: () => Date

  constructor(db: Db, lane: { name: string; connections: number }, clock: () => Date) {
    this.db = db
    this.lane = lane.name
    this.connections = lane.connections
    this.clock = clock
  }

  /** Applies the state shared by all workers. */
  update(domains: readonly SlowDomain[]): void {
    this.#known.clear()
    const forgotten = new Date(this.clock().getTime() - forgetMs)
    for (const one of domains) {
      if (one.lane === this.lane && one.grownAt > forgotten) this.#known.set(one.domain, one)
    }
    for (const [domain, held] of this.#held) {
      const slow = this.#known.get(domain)
      // Waiting messages check again: the domain may be stopped now, or no longer slow.
      if (!slow || slow.stoppedUntil > this.clock()) held.waiting.splice(0).forEach((wake) => wake())
      if (!slow && held.inUse === 0) this.#held.delete(domain)
    }
  }

  stoppedUntil(domain: string): Date | null {
    const slow = this.#known.get(domain)
    return slow && slow.stoppedUntil > this.clock() ? slow.stoppedUntil : null
  }

  /** Waits a little for a place, or defers the message. Returns at once if the domain is not slowed. */
  async enter(domain: string): Promise<Entry> {
    for (const giveUpAt = Date.now() + longestWaitMs; ;) {
      const slow = this.#known.get(domain)
      if (!slow) return free
      if (slow.stoppedUntil > this.clock()) return this.#putOff(slow, slow.stoppedUntil.getTime())
      const held = this.#heldOf(domain)
      await this.#askForPlaces(slow, held)
      if (held.inUse < held.places && held.until > Date.now()) {
        held.inUse += 1
        return { leave: () => this.#leave(held) }
      }
      // Waiting messages block others, so at most half of those in flight may wait; other workers may hold all places for
      // long.
      const isRoom = this.#waiting < Math.max(1, Math.floor(this.connections / 2))
      if (held.places === 0 || !isRoom || Date.now() > giveUpAt)
        return this.#putOff(slow, this.clock().getTime() + firstReturnMs)
      await this.#wait(held)
    }
  }

  /** The domain has asked us to slow down, or refuses too much. */
  async stop(domain: string, reason: string, forMs = stopMs): Promise<void> {
    const now = this.clock()
    const stopped = { reason: reason.slice(0, 500), stopped_until: new Date(now.getTime() + forMs) }
    const row = await this.db
      .insertInto('lane_domains')
      .values({ lane: this.lane, domain, allowed: 1, grown_at: stopped.stopped_until, ...stopped })
      .onConflict((conflict) =>
        conflict.columns(['lane', 'domain']).doUpdateSet({
          ...stopped,
          allowed: 1,
          grown_at: stopped.stopped_until,
          stopped_until: sql<Date>`greatest(lane_domains.stopped_until, ${stopped.stopped_until})`,
        }),
      )
      .returning('stopped_until')
      .executeTakeFirstOrThrow()
    await this.db
      .deleteFrom('lane_domain_places')
      .where('lane', '=', this.lane)
      .where('domain', '=', domain)
      .execute()
    await this.db
      .deleteFrom('lane_domains')
      .where('lane', '=', this.lane)
      .where('grown_at', '<', new Date(now.getTime() - forgetMs))
      .execute()
    const stoppedUntil = row.stopped_until
    this.#known.set(domain, {
      lane: this.lane,
      domain,
      reason,
      stoppedUntil,
      allowed: 1,
      grownAt: stoppedUntil,
    })
    const held = this.#held.get(domain)
    if (held) held.places = 0
  }

  /** A message was accepted: after enough of them, one more may be in flight at a time. */
  async succeeded(domain: string): Promise<void> {
    const slow = this.#known.get(domain)
    const now = this.clock()
    if (!slow || now.getTime() - slow.grownAt.getTime() < growMs) return
    const grown = { ...slow, allowed: slow.allowed + 1, grownAt: now }
    this.#known.set(domain, grown)
    const isOurs = await this.db
      .updateTable('lane_domains')
      .set({ allowed: grown.allowed, grown_at: now })
      .where('lane', '=', this.lane)
      .where('domain', '=', domain)
      .where('grown_at', '=', slow.grownAt)
      .returning('domain')
      .executeTakeFirst()
    if (isOurs && grown.allowed > this.connections * (await this.#countHolders(domain))) {
      await this.db
        .deleteFrom('lane_domains')
        .where('lane', '=', this.lane)
        .where('domain', '=', domain)
        .where('stopped_until', '<=', now)
        .execute()
      this.#known.delete(domain)
    }
  }

  /** Releases its places to other workers. */
  async close(): Promise<void> {
    if (this.#held.size === 0) return
    await this.db
      .deleteFrom('lane_domain_places')
      .where('lane', '=', this.lane)
      .where('holder', '=', this.holder)
      .execute()
  }

  #heldOf(domain: string): Held {
    const held = this.#held.get(domain)
    if (held) return held
    const none = { places: 0, until: 0, inUse: 0, waiting: [], askedAt: 0, asking: null, lastReturn: 0 }
    this.#held.set(domain, none)
    return none
  }

  /** Claims free places and renews its own, once a second at most. */
  #askForPlaces(slow: SlowDomain, held: Held): Promise<void> | null {
    const now = Date.now()
    const isEnough = held.inUse < held.places && held.until - now > placeMs / 2
    if (held.asking || isEnough || now - held.askedAt < askAgainMs) return held.asking
    held.askedAt = now
    held.asking = this.#takePlaces(slow, held, now).finally(() => {
      held.asking = null
    })
    return held.asking
  }

  async #takePlaces(slow: SlowDomain, held: Held, now: number): Promise<void> {
    // Leases use real time, because they guard a connection.
    const { rows } = await sql<{ place: number }>`
      insert into lane_domain_places (lane, domain, place, holder, held_until)
      select d.lane, d.domain, n, ${this.holder}, ${new Date(now + placeMs)}
      from lane_domains d cross join generate_series(1, d.allowed) n
      where d.lane = ${this.lane} and d.domain = ${slow.domain}
      on conflict (lane, domain, place) do update set holder = excluded.holder, held_until = excluded.held_until
      where lane_domain_places.held_until < ${new Date(now)} or lane_domain_places.holder = excluded.holder
      returning place`.execute(this.db)
    held.places = rows.length
    held.until = now + placeMs
    held.waiting.splice(0, held.places - held.inUse).forEach((wake) => wake())
  }

  #leave(held: Held): void {
    held.inUse -= 1
    held.waiting.shift()?.()
  }

  async #wait(held: Held): Promise<void> {
    this.#waiting += 1
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        held.waiting.splice(held.waiting.indexOf(wake), 1)
        resolve()
      }, askAgainMs)
      held.waiting.push(wake)
    })
    this.#waiting -= 1
  }

  #putOff(slow: SlowDomain, from: number): Entry {
    const held = this.#heldOf(slow.domain)
    const next = Math.max(held.lastReturn, from) + perMessageMs / slow.allowed
    const isFar = next > from + latestReturnMs
    held.lastReturn = isFar ? held.lastReturn : next
    const at = isFar ? from + Math.random() * latestReturnMs : next
    return { putOffUntil: new Date(at), reason: `${slow.domain} has asked us to slow down: ${slow.reason}` }
  }

  async #countHolders(domain: string): Promise<number> {
    const row = await this.db
      .selectFrom('lane_domain_places')
      .select((eb) => eb.fn.count<number>('holder').distinct().as('holders'))
      .where('lane', '=', this.lane)
      .where('domain', '=', domain)
      .where('held_until', '>', new Date())
      .executeTakeFirst()
    return Math.max(1, Number(row?.holders ?? 1))
  }
}

const free: Entry = { leave: () => undefined }
