import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Stream } from './smtp/lane-config.ts'
import type { Lanes } from './smtp/lanes.ts'
import type { Outlet } from './smtp/outlet.ts'

/** What one process tells Prometheus of itself: its memory, its event loop, and the messages that it sent. */
export const processRegistry = new Registry()

const messageSeconds = new Histogram({
  name: 'paperboy_message_seconds',
  help: 'From a message’s turn to the relay’s reply, with waiting for a connection and for limits, by outcome',
  labelNames: ['stream', 'outcome'] as const,
  buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100],
  registers: [processRegistry],
})

/** Begins to watch memory, CPU time and the event loop, under the names that Node’s dashboards know. */
export function watchProcess(): void {
  if (!processRegistry.getSingleMetric('nodejs_eventloop_lag_seconds'))
    collectDefaultMetrics({ register: processRegistry })
}

/** The same lanes, with each message measured. */
export function measuredLanes(lanes: Lanes): Lanes {
  return {
    editions: measuredOutlet(lanes.editions, 'editions'),
    transactional: measuredOutlet(lanes.transactional, 'transactional'),
    close: lanes.close,
  }
}

function measuredOutlet(outlet: Outlet, stream: Stream): Outlet {
  return {
    ...outlet,
    send: async (message, course) => {
      const startedMs = performance.now()
      const outcome = await outlet.send(message, course)
      messageSeconds.observe({ stream, outcome: outcome.kind }, (performance.now() - startedMs) / 1000)
      return outcome
    },
  }
}
