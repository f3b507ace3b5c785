import { messageOf } from '../errors.ts'
import type { Sent } from './connection.ts'
import type { Course, Message } from './message.ts'
import type { DkimConfig } from './dkim-config.ts'
import type { LaneConfig, Stream } from './lane-config.ts'
import { openLanePoints } from './lane-points.ts'
import { allWell, readLaneStates } from './lane-state.ts'
import { Lane, type Hindrance, type LaneDeps } from './lane.ts'
import { domainOf } from '../mail-address.ts'
import type { Outcome } from './outcome.ts'
import type { Outlet } from './outlet.ts'
import { openSigner, signedOutlet } from './signer.ts'
import type { Store } from '../store/open.ts'
import { inSpan } from '../tracing.ts'

export type Lanes = Record<Stream, Outlet> & { close: () => Promise<void> }

/** Workers see a decision of an operator or another worker within this time. */
const stateAgeMs = 1000
/** After this long, a message is left to its next attempt, well before its claim ends. */
const longestTryMs = 90_000

/** Opens the lanes. Nothing is connected before the first message. */
export function openLanes(
  configs: readonly LaneConfig[],
  deps: Omit<LaneDeps, 'points'> &
    Pick<Store, 'pool'> & {
      config: { store: { redisUrl: string | null; prefix: string }; mail: { dkim: DkimConfig | null } }
    },
): Lanes {
  const points = openLanePoints(deps.config.store, deps, deps.logger)
  const lanes = configs.map((config) => new Lane(config, { ...deps, points }))
  const upToDate = keepUpToDate(lanes, deps)
  const signer = deps.config.mail.dkim && openSigner(deps.config.mail.dkim)
  const outlet = (stream: Stream) => {
    const plain = outletOf(stream, lanes, upToDate, deps.clock)
    return signer ? signedOutlet(plain, signer) : plain
  }
  return {
    editions: outlet('editions'),
    transactional: outlet('transactional'),
    close: async () => {
      for (const lane of lanes) await lane.close()
      points.close()
      await signer?.close()
    },
  }
}

function outletOf(
  stream: Stream,
  all: readonly Lane[],
  upToDate: () => Promise<void> | null,
  clock: () => Date,
): Outlet {
  const lanes = all.filter((lane) => lane.config.carries.includes(stream))
  const choose = chooser(lanes, stream)
  return {
    connections: lanes.reduce((sum, lane) => sum + lane.connections(stream), 0),
    places: lanes.reduce((sum, lane) => sum + lane.places(stream), 0),
    send: async (message, course) => {
      await upToDate()
      const domain = domainOf(message.to).toLowerCase()
      const tried = new Set<Lane>()
      const startedAt = Date.now()
      let outcome: Outcome | null = null
      for (;;) {
        const lane = choose(domain, tried)
        if (!lane || Date.now() - startedAt > longestTryMs) break
        const sent = await handOver(lane, stream, message, course)
        const mayFailOver = sent.outcome.kind === 'unavailable' && !sent.isHandedOver && !sent.isWithdrawn
        if (!mayFailOver) return sent.outcome
        outcome = sent.outcome
        tried.add(lane)
      }
      return outcome ?? withoutLane(lanes, stream, domain)
    },
    leftToday: async () => {
      await upToDate()
      const left = await Promise.all(lanes.map((lane) => lane.leftToday(stream)))
      return left.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0)
    },
    closedUntil: async () => {
      await upToDate()
      const hindrances = lanes.map((lane) => lane.hindrance(stream, null))
      const ends = hindrances.flatMap((hindrance) => (hindrance ? [hindrance.until.getTime()] : []))
      return ends.length < lanes.length ? null : new Date(Math.min(...ends, clock().getTime() + longestTryMs))
    },
  }
}

function handOver(lane: Lane, stream: Stream, message: Message, course?: Course): Promise<Sent> {
  const attributes = { 'paperboy.lane': lane.config.name, 'paperboy.stream': stream }
  return inSpan({ name: 'SMTP hand-over', kind: 'client', attributes }, async (describe) => {
    const sent = await lane.send(stream, message, course)
    describe({ 'paperboy.outcome': sent.outcome.kind })
    return sent
  })
}

/** Smooth weighted round robin over the lanes that may send, those with a free connection first, then those with the least behind. */
function chooser(lanes: readonly Lane[], stream: Stream) {
  const credit = new Map(lanes.map((lane) => [lane, 0]))
  return (domain: string, tried: ReadonlySet<Lane>): Lane | undefined => {
    const able = lanes.filter((lane) => !tried.has(lane) && !lane.hindrance(stream, domain))
    const least = Math.min(...able.map((lane) => lane.loadEach(stream)))
    const [first, ...others] = able.filter((lane) => lane.loadEach(stream) === least)
    if (!first || others.length === 0) return first
    const all = [first, ...others]
    const total = all.reduce((sum, lane) => sum + lane.config.weight, 0)
    for (const lane of all) credit.set(lane, (credit.get(lane) ?? 0) + lane.config.weight)
    const best = all.reduce((a, b) => ((credit.get(b) ?? 0) > (credit.get(a) ?? 0) ? b : a))
    credit.set(best, (credit.get(best) ?? 0) - total)
    return best
  }
}

/** No lane may take the message now: it is deferred until the first of them may. */
function withoutLane(lanes: readonly Lane[], stream: Stream, domain: string): Outcome {
  const hindrances = lanes.flatMap((lane): Hindrance[] => {
    const hindrance = lane.hindrance(stream, domain)
    return hindrance ? [hindrance] : []
  })
  const [first] = hindrances.sort((a, b) => a.until.getTime() - b.until.getTime())
  if (!first) return { kind: 'unavailable', response: 'no lane carries this', blame: 'lane' }
  const { until: notBefore, reason: response } = first
  return first.isOnlyThisDomain
    ? { kind: 'deferred', response, blame: 'rate', notBefore }
    : { kind: 'unavailable', response, blame: 'lane', notBefore }
}

/** @returns a function that reloads the lane state if it is too old */
function keepUpToDate(lanes: readonly Lane[], { db, logger }: Pick<LaneDeps, 'db' | 'logger'>) {
  let readAt = 0
  let reading: Promise<void> | null = null
  const read = async () => {
    try {
      const states = await readLaneStates(db)
      for (const lane of lanes) lane.update(states)
    } catch (error) {
      logger.warn({ error: messageOf(error) }, 'how the lanes are could not be read')
    } finally {
      readAt = Date.now()
      reading = null
    }
  }
  for (const lane of lanes) lane.update(allWell)
  return () => (Date.now() - readAt < stateAgeMs ? null : (reading ??= read()))
}
