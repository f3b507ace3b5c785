import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createReminder } from '../../jobs/outbox.ts'
import type { QueuedJob } from '../../jobs/queue.ts'

const logger = pino({ level: 'silent' })

test('the first job is added at once, and those that come soon after it together', async () => {
  const added: string[][] = []
  const queues = { add: async (_: string, jobs: QueuedJob[]) => void added.push(jobs.map(({ id }) => id)) }
  const reminder = createReminder({ queues, logger }, 10)
  await reminder.request(1)
  expect(added).toEqual([['request-1']])
  await Promise.all(Array.from({ length: 70 }, (_, index) => reminder.request(index + 2)))
  expect(added.map((ids) => ids.length)).toEqual([1, 50, 20])
  await reminder.mail(7)
  expect(added.at(-1)).toEqual(['transactional-7'])
  await reminder.mail(null)
  expect(added.flat()).toHaveLength(72)
})

test('jobs that cannot be added do not stop the ones after them', async () => {
  const added: QueuedJob[] = []
  let isDown = true
  const add = async (_: string, jobs: QueuedJob[]) => {
    if (isDown) throw new Error('the queue is down')
    added.push(...jobs)
  }
  const reminder = createReminder({ queues: { add }, logger }, 1)
  await reminder.mail(1)
  isDown = false
  await reminder.mail(2)
  expect(added.map(({ id }) => id)).toEqual(['transactional-2'])
})
