import { setTimeout as sleep } from 'node:timers/promises'
import { composeJobs } from '../../jobs/compose.ts'
import { deliverJobs } from '../../jobs/deliver.ts'
import type { Behaviour, Refusal } from './relay.ts'
import { defaultParts, until, type Plan, type Run } from './run.ts'

/** Something that goes wrong while an edition is on its way. */
export type Fault = Plan & {
  name: string
  /** How often the long form does it, each time at another moment. */
  longRuns: number
  /** What the relay refuses for good counts as failed; elsewhere nothing may fail. */
  mayFail?: boolean
  /** Where a message may be cut off twice; elsewhere none may stay uncertain. */
  mayStayUncertain?: boolean
}

const scheduler = ['--only', 'scheduler']
const queues = (...names: string[]) => ['--only', 'worker', '--queues', names.join(',')]
const apart = {
  scheduler,
  compose: queues('compose'),
  'deliver 1': queues('deliver'),
  'deliver 2': queues('deliver'),
}

const somewhere = (from = 0.1, to = 0.8) => from + Math.random() * (to - from)

export const faults: Fault[] = [
  {
    name: 'kill -9 of a deliver worker',
    parts: apart,
    longRuns: 20,
    happen: async (run) => {
      await run.untilTaken(somewhere())
      await run.kill('deliver 1')
    },
  },
  {
    name: 'kill -9 of the compose worker',
    parts: apart,
    longRuns: 5,
    happen: async (run) => {
      await untilOpened(run)
      await sleep(Math.random() * 300)
      await run.kill('compose')
    },
  },
  {
    name: 'kill -9 of the scheduler',
    parts: apart,
    isOpenedByStart: true,
    longRuns: 5,
    happen: async (run) => {
      await sleep(Math.random() * 1000)
      await run.kill('scheduler')
    },
  },
  {
    name: 'kill -9 of all at once',
    longRuns: 10,
    happen: async (run) => {
      await run.untilTaken(somewhere())
      await Promise.all([...run.parts.keys()].map((name) => run.kill(name)))
    },
  },
  {
    name: 'Redis killed, and back empty',
    isReconciledByScheduler: true,
    longRuns: 5,
    happen: async (run) => {
      await run.untilTaken(somewhere(0, 0.6))
      await run.redis.stop('SIGKILL')
      await sleep(1000)
      await run.redis.start()
    },
  },
  {
    name: 'Redis paused',
    longRuns: 3,
    happen: async (run) => {
      await run.untilTaken(somewhere(0, 0.6))
      run.redis.suspend()
      await sleep(run.timings.pauseMs)
      run.redis.resume()
    },
  },
  {
    name: 'PostgreSQL stopped immediately, and back',
    longRuns: 5,
    happen: async (run) => {
      await run.untilTaken(somewhere())
      run.countInFlight()
      await run.postgres.stop('SIGQUIT')
      await sleep(1500)
      await run.postgres.start()
    },
  },
  {
    name: 'connections to the relay reset, three times',
    longRuns: 5,
    // A message that is lost twice is not sent a third time.
    mayStayUncertain: true,
    happen: async (run) => {
      for (const share of [0.1, 0.35, 0.6]) {
        await run.untilTaken(share)
        run.proxy.cut()
      }
    },
  },
  {
    name: 'connections to the relay stall',
    longRuns: 2,
    happen: async (run) => {
      await run.untilTaken(somewhere())
      run.proxy.stall()
      await sleep(run.timings.stallMs)
      run.proxy.flow()
    },
  },
  {
    name: 'connection closed after the final dot, 20 times',
    longRuns: 3,
    happen: async (run) => {
      await run.untilTaken(somewhere(0, 0.5))
      run.proxy.closeAfterFinalDot(20)
    },
  },
  {
    name: 'the relay says 421 in bursts',
    longRuns: 3,
    happen: burst({ code: 421, text: '4.3.2 too busy' }),
  },
  { name: 'the relay says 452', longRuns: 3, happen: burst({ code: 452, text: '4.3.1 no space left' }) },
  {
    name: 'the relay says 451 after the message',
    longRuns: 3,
    happen: burst({ code: 451, text: '4.3.0 try again' }, 'onMessage'),
  },
  {
    name: 'the relay refuses every tenth recipient',
    longRuns: 3,
    mayFail: true,
    happen: async (run) => {
      await run.untilTaken(0.05)
      const refusal = { code: 550, text: '5.1.1 no such user' }
      run.relay.behave({ onRecipient: (address) => (/0@/.test(address) ? refusal : null) })
    },
  },
  {
    name: 'the relay hangs',
    longRuns: 2,
    happen: async (run) => {
      await run.untilTaken(somewhere(0, 0.5))
      let left = 4
      run.relay.behave({ onRecipient: () => (left-- > 0 ? 'hang' : null) })
    },
  },
  {
    name: 'every job of the queues done a second time by hand',
    longRuns: 3,
    happen: async (run) => {
      await run.untilTaken(0.3)
      await addEveryJobAgain(run)
      await run.untilTaken(0.9)
      await addEveryJobAgain(run)
    },
  },
  {
    name: 'every part is stopped as a supervisor does it',
    parts: { ...defaultParts, 'pages and bounces': ['--only', 'web,bounces'] },
    longRuns: 5,
    happen: async (run) => {
      await run.untilTaken(somewhere())
      await stopAll(run)
    },
  },
  {
    name: 'two schedulers tick together',
    parts: { ...defaultParts, 'scheduler 2': scheduler },
    longRuns: 5,
    isOpenedByStart: true,
    happen: async (run) => untilOpened(run),
  },
]

/** Supervisors kill what is still there after this. */
const stopWithinMs = 30_000

/**
 * Stops all parts by SIGTERM, with messages on their way.
 *
 * @throws {Error} where one takes too long, or a claim is not given back
 */
async function stopAll({ parts, context }: Run): Promise<void> {
  const began = Date.now()
  await Promise.all(
    [...parts].map(async ([name, part]) => {
      await part.stop()
      const ms = Date.now() - began
      if (ms > stopWithinMs) throw new Error(`${name} took ${ms} ms to stop`)
    }),
  )
  const claims = await context.db
    .selectFrom('deliveries')
    .select('id')
    .where('status', '=', 'sending')
    .execute()
  if (claims.length > 0) throw new Error(`${claims.length} claims were not given back`)
}

/** Refuses for a while, takes for a while, three times over. */
function burst(refusal: Refusal, step: keyof Behaviour = 'onRecipient'): (run: Run) => Promise<void> {
  return async (run) => {
    for (const share of [0.1, 0.3, 0.5]) {
      await run.untilTaken(share)
      let left = 25
      run.relay.behave({ [step]: () => (left-- > 0 ? refusal : null) })
    }
  }
}

async function untilOpened({ context }: Run): Promise<void> {
  const isOpen = async () => {
    const { rows } = await context.pool.query('select 1 from editions')
    return rows.length > 0
  }
  await until(isOpen, 'an edition', 60)
}

async function addEveryJobAgain({ context }: Run): Promise<void> {
  const ranges = await context.db.selectFrom('edition_ranges').select(['edition_id', 'range_no']).execute()
  for (const { edition_id: edition, range_no: range } of ranges) {
    await context.queues.add('compose', composeJobs(edition, [range]))
    await context.queues.add('deliver', deliverJobs(edition, [range]))
  }
}
