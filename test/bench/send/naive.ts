import { createElement } from 'react'
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import nodemailer from 'nodemailer'
import { render } from 'react-email'
import { Digest } from '../../../emails/digest.tsx'
import { digestPreview } from '../../../emails/previews/digest-preview.ts'
import { previewPapers } from '../../../emails/previews/papers.ts'

/**
 * What one would write first: a job per subscriber, React Email's `render` for HTML and for text, nodemailer's pool.
 *
 * @returns messages per second
 */
export async function sendNaively(
  redisUrl: string,
  smtpPort: number,
  messages: number,
  connections: number,
): Promise<number> {
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null })
  const queue = new Queue('naive', { connection })
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port: smtpPort,
    ignoreTLS: true,
    pool: true,
    maxConnections: connections,
    maxMessages: Infinity,
  })
  const known = previewPapers('en')
  const papers = Array.from({ length: 8 }, (_, n) => known[n % known.length]).flatMap((one) => one ?? [])
  const deliver = async (n: number) => {
    const mail = createElement(Digest, { ...digestPreview({ papers }), subject: `Papers for reader ${n}` })
    const [html, text] = [await render(mail), await render(mail, { plainText: true })]
    await transport.sendMail({
      from: 'news@example.org',
      to: `reader${n}@example.org`,
      subject: `Papers for reader ${n}`,
      html,
      text,
    })
  }
  await queue.addBulk(Array.from({ length: messages }, (_, n) => ({ name: 'one', data: { n } })))
  const began = performance.now()
  const worker = new Worker<{ n: number }>('naive', (job) => deliver(job.data.n), {
    connection,
    concurrency: connections,
  })
  await new Promise<void>((resolve) => {
    let done = 0
    worker.on('completed', () => {
      done += 1
      if (done === messages) resolve()
    })
  })
  const rate = messages / ((performance.now() - began) / 1000)
  await worker.close()
  await queue.obliterate({ force: true })
  await queue.close()
  transport.close()
  await connection.quit()
  return rate
}
