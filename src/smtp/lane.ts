import { messageOf } from '../errors.ts'
import { causeOf, createLimitedLog, type LimitedLog } from '../log-limit.ts'
import type { Logger } from '../logger.ts'
import type { Db } from '../store/open.ts'
import { untried, type Sent } from './connection.ts'
import type { Course, Message } from './message.ts'
import { streams, type LaneConfig, type Stream } from './lane-config.ts'
import { openMeter, type Meter } from './lane-meter.ts'
import type { LanePoints } from './lane-points.ts'
import { allWell, closeLane, pauseLane, reopenLane, type LaneStates } from './lane-state.ts'
import { domainOf } from '../mail-address.ts'
import type { Outcome } from './outcome.ts'
import { openPool, type Pool } from './pool.ts'
import { watchRefusals } from './refusals.ts'
import { SlowDomains } from './slow-domains.ts'

export type LaneDeps = { db: Db; clock: () => Date; logger: Logger; points: LanePoints }

/** Why a lane can take no message now, and when it may. */
export type Hindrance = { until: Date; reason: string; isOnlyThisDomain: boolean }

const closeAfterFailures = 3
const policyStopMs = 3_600_000
const shortlyMs = 5000
/** The end of a pause is unknown; the lane is checked again after this long. */
const pauseLookMs = 60_000

/** One SMTP account: its connections, its limits, and what was learned about it and about recipients' domains. */
export class Lane {
  readonly config: LaneConfig
  readonly #deps: LaneDeps
  readonly #pools: Record<Stream, Pool>
  readonly #meters: Record<Stream, Meter>
  readonly #slowDomains: SlowDomains
  readonly #log: LimitedLog
  readonly #refusesTooMuch: ReturnType<typeof watchRefusals>
  #condition = allWell.conditionOf('')
  #failuresInRow = 0
  #underWay = 0

  /** Nothing is connected before the first message. */
  constructor(config: LaneConfig, deps: LaneDeps) {
    const { clock, points } = deps
    this.config = config
    this.#deps = deps
    this.#log = createLimitedLog(deps.logger, { clock, causeFields: ['lane', 'cause'] })
    const limits = { mostMessages: config.messagesPerConnection, pipelining: config.pipelining }
    this.#pools = {
      editions: openPool(config.smtp, {
        ...limits,
        connections: config.connections,
        messagesEach: this.#messagesEach('editions'),
      }),
      transactional: openPool(config.smtp, { ...limits, connections: config.transactionalConnections }),
    }
    this.#meters = {
      editions: openMeter(config, 'editions', points, clock),
      transactional: openMeter(config, 'transactional', points, clock),
    }
    this.#slowDomains = new SlowDomains(deps.db, config, clock)
    this.#refusesTooMuch = watchRefusals(clock)
  }

  /** Applies the lane state shared by all workers. */
  update(states: LaneStates): void {
    this.#condition = states.conditionOf(this.config.name)
    this.#slowDomains.update(states.domains)
  }

  /** How many messages of a stream can be in flight at a time. */
  connections(stream: Stream): number {
    return stream === 'editions' ? this.config.connections : this.config.transactionalConnections
  }

  /** How many messages of a stream it is best given at a time: behind each of an edition, the next one's envelope can go. */
  places(stream: Stream): number {
    return this.connections(stream) * this.#messagesEach(stream)
  }

  #messagesEach(stream: Stream): 1 | 2 {
    return stream === 'editions' && this.config.pipelining ? 2 : 1
  }

  /** How many messages each of its connections has, at the least. */
  loadEach(stream: Stream): number {
    return Math.floor(this.#pools[stream].load() / this.connections(stream))
  }

  /** How many more messages its limits allow until the end of the day (UTC), or null without a limit. */
  async leftToday(stream: Stream): Promise<number | null> {
    return this.#condition.pausedAt ? 0 : this.#meters[stream].leftToday()
  }

  /** What keeps it from taking a message of the stream to the domain, or, without a domain, to anyone. */
  hindrance(stream: Stream, domain: string | null): Hindrance | null {
    const { pausedAt, closedUntil, closings } = this.#condition
    const { name } = this.config
    const whole = (until: Date, reason: string) => ({ until, reason, isOnlyThisDomain: false })
    if (pausedAt) return whole(this.#later(pauseLookMs), `lane ${name} is paused`)
    if (closedUntil && closedUntil > this.#deps.clock()) return whole(closedUntil, `lane ${name} is closed`)
    // One message at a time probes whether it can send again.
    if (closings > 0 && this.#underWay > 0) {
      return whole(this.#later(shortlyMs), `lane ${name} is being tried`)
    }
    const exhausted = this.#meters[stream].exhaustedUntil()
    if (exhausted) return whole(exhausted, exhaustedReason(name))
    const stopped = domain === null ? null : this.#slowDomains.stoppedUntil(domain)
    return stopped && { until: stopped, reason: `${domain} has stopped lane ${name}`, isOnlyThisDomain: true }
  }

  /** Sends one message. Never throws: an error becomes the outcome. */
  async send(stream: Stream, message: Message, course?: Course): Promise<Sent> {
    const domain = domainOf(message.to).toLowerCase()
    this.#underWay += 1
    try {
      // Mails that people wait for are few: they are held back only if the domain has stopped the lane.
      const entry = stream === 'editions' ? await this.#slowDomains.enter(domain) : null
      if (entry && 'putOffUntil' in entry) return putOff('deferred', entry.reason, entry.putOffUntil)
      try {
        const exhausted = await this.#meters[stream].take()
        if (exhausted) return putOff('unavailable', exhaustedReason(this.config.name), exhausted)
        const byLane = (outcome: Outcome): Outcome => ({ ...outcome, lane: this.config.name })
        const sent = await this.#pools[stream].send(
          message,
          course && { ...course, ended: (outcome) => course.ended(byLane(outcome)) },
        )
        if (!sent.isWithdrawn) await this.#learn(domain, sent.outcome)
        return { ...sent, outcome: byLane(sent.outcome) }
      } finally {
        entry?.leave()
      }
    } catch (error) {
      return putOff('unavailable', messageOf(error), this.#later(shortlyMs))
    } finally {
      this.#underWay -= 1
    }
  }

  async close(): Promise<void> {
    for (const stream of streams) {
      this.#pools[stream].close()
      await this.#meters[stream].close()
    }
    await this.#slowDomains.close()
  }

  /** A failed write is only logged: the message's outcome matters, and the next message will show the same. */
  async #learn(domain: string, outcome: Outcome): Promise<void> {
    try {
      const isTrouble = outcome.kind === 'unavailable' || outcome.kind === 'uncertain'
      if (isTrouble) await this.#learnTrouble(outcome)
      else await this.#learnAnswer(domain, outcome)
    } catch (error) {
      const { logger } = this.#deps
      logger.error(
        { lane: this.config.name, error: messageOf(error) },
        'what a lane has learned could not be kept',
      )
    }
  }

  async #learnAnswer(domain: string, outcome: Outcome): Promise<void> {
    const { db } = this.#deps
    const { name } = this.config
    const { kind, blame, response } = outcome
    const cause = causeOf(outcome)
    this.#failuresInRow = 0
    if (this.#condition.closings > 0) {
      this.#condition = { ...this.#condition, closings: 0, closedUntil: null }
      await reopenLane(db, name)
    }
    if (kind === 'submitted') await this.#slowDomains.succeeded(domain)
    if (kind === 'deferred' && blame === 'rate') {
      this.#log(
        'warn',
        { lane: name, domain, response, cause },
        'a domain asks us to slow down: stopped for it',
      )
      await this.#slowDomains.stop(domain, response)
    }
    if (this.#refusesTooMuch(domain, outcome)) {
      this.#log('error', { lane: name, domain, response, cause }, 'a domain refuses our mail: stopped for it')
      await this.#slowDomains.stop(domain, response, policyStopMs)
    }
  }

  async #learnTrouble({ blame, response }: Outcome): Promise<void> {
    const { db, clock, logger } = this.#deps
    const { name } = this.config
    this.#failuresInRow += 1
    if (this.#failuresInRow < closeAfterFailures && this.#condition.closings === 0) return
    this.#failuresInRow = 0
    if (blame === 'sender') {
      const reason = `the relay refuses our sender: ${response}`
      logger.error({ lane: name, response }, 'the relay refuses our sender: the lane is paused')
      this.#condition = { ...this.#condition, pausedAt: clock(), pauseReason: reason }
      return pauseLane(db, name, reason, clock())
    }
    const closed = await closeLane(db, name, response, clock())
    this.#condition = { ...this.#condition, ...closed }
    logger.error(
      { lane: name, until: closed.closedUntil, response },
      'the lane cannot send: closed for a while',
    )
  }

  #later(ms: number): Date {
    return new Date(this.#deps.clock().getTime() + ms)
  }
}

const exhaustedReason = (name: string) => `lane ${name} has sent as much as it may`

/** No attempt was made. */
function putOff(kind: 'deferred' | 'unavailable', response: string, notBefore: Date): Sent {
  const outcome: Outcome = { kind, response, blame: kind === 'deferred' ? 'rate' : 'lane', notBefore }
  return { ...untried, outcome }
}
