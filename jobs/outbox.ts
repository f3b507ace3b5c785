import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Context } from '../src/context.ts'
import { messageOf } from '../src/errors.ts'
import { withLogFields, withoutLogFields } from '../src/log-fields.ts'
import { createLimitedLog } from '../src/log-limit.ts'
import { answerRequests } from '../src/outbox/answer-requests.ts'
import { queueOperatorMail } from '../src/outbox/queue-mail.ts'
import type { Rendered } from '../src/render/digest-email.ts'
import type { WaitingImport } from '../src/seeds/imports.ts'
import type { Outlet } from '../src/smtp/outlet.ts'
import { seedsJobs } from './ingest-jobs.ts'
import type { QueueName, QueuedJob } from './queue.ts'

const Payload = z.union([z.object({ mailId: z.int() }), z.object({ requestId: z.int() })])
type Payload = z.infer<typeof Payload>

/** A job for each mail of the outbox. */
export function mailJobs(mailIds: number[]): QueuedJob[] {
  return mailIds.map((mailId) => ({
    id: `transactional-${mailId}`,
    payload: { mailId } satisfies Payload,
  }))
}

/** A job for each request for a subscription. */
export function requestJobs(requestIds: number[]): QueuedJob[] {
  return requestIds.map((requestId) => ({
    id: `request-${requestId}`,
    payload: { requestId } satisfies Payload,
  }))
}

/**
 * Reminds the queue of a row. Never fails: the row is kept, and where the queue is down the reconciler finds it.
 */
export type Reminder = {
  /** @param mailId of the outbox, or null where nothing is to be sent */
  mail: (mailId: number | null) => Promise<void>
  request: (requestId: number) => Promise<void>
  /** Of the list of papers that a subscriber gave. */
  seeds: (list: WaitingImport) => Promise<void>
}

/** While many ask, jobs are added together: on the embedded database that stops the process for 20 ms, one job or fifty. */
const defaultRestMs = 2000
const mostTogether = 50

/** @param restMs after jobs were added; those that come meanwhile are added together */
export function createReminder(
  { queues, logger }: Pick<Context, 'logger'> & AddsJobs,
  restMs = defaultRestMs,
): Reminder {
  const log = createLimitedLog(logger)
  const addJobs = async (jobs: QueuedJob[], queue: QueueName = 'transactional') => {
    try {
      await queues.add(queue, jobs)
    } catch (error) {
      const ids = jobs.map(({ id }) => id)
      // They are of several requests.
      withoutLogFields(() =>
        log('warn', { jobs: ids, error: messageOf(error) }, 'jobs not enqueued, left to the reconciler'),
      )
    }
  }
  let rested = Promise.resolve()
  let collected: { jobs: QueuedJob[]; added: Promise<void> } | undefined
  const collect = (jobs: QueuedJob[]) => {
    const added = rested.then(() => {
      if (collected?.jobs === jobs) collected = undefined
      return addJobs(jobs)
    })
    rested = added.then(() => sleep(restMs, undefined, { ref: false }))
    return { jobs, added }
  }
  const add = ([job]: QueuedJob[]): Promise<void> => {
    if (!job) return Promise.resolve()
    if (collected && collected.jobs.length < mostTogether) collected.jobs.push(job)
    else collected = collect([job])
    return collected.added
  }
  return {
    mail: (mailId) => add(mailJobs(mailId === null ? [] : [mailId])),
    request: (requestId) => add(requestJobs([requestId])),
    seeds: (list) => addJobs(seedsJobs([list]), 'ingest'),
  }
}

type AddsJobs = { queues: Pick<Context['queues'], 'add'> }

/**
 * Queues a mail to the operator, unless they were told already or there is nobody to tell.
 *
 * @param dedupKey what it is about: the same thing is told once
 */
export async function tellOperator(context: Context, dedupKey: string, mail: Rendered): Promise<void> {
  const { db, config, clock } = context
  await createReminder(context).mail(await queueOperatorMail(db, config, dedupKey, mail, clock()))
}

export async function outbox(context: Context, outlet: Outlet, payload: unknown): Promise<void> {
  const job = Payload.safeParse(payload)
  // Of another version of Paperboy: the reconciler finds its row.
  if (!job.success) context.logger.warn('dropped a job that this version does not know')
  else if ('mailId' in job.data) await send(context, outlet, job.data.mailId)
  else await answer(context, outlet, job.data.requestId)
}

async function send(context: Context, outlet: Outlet, mailId: number): Promise<void> {
  // Loaded by the first job: most processes only queue jobs, and need no rendering.
  const { sendMail } = await import('../src/outbox/send-mail.ts')
  await withLogFields({ mail: mailId }, () => sendMail({ ...context, outlet }, mailId))
}

async function answer(context: Context, outlet: Outlet, requestId: number): Promise<void> {
  // Sent by this job: adding another one for it takes longer than all the rest.
  for (const { mailId } of await answerRequests(context, requestId))
    if (mailId !== null) await send(context, outlet, mailId)
}
