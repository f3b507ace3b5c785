import type { Hono } from 'hono'
import { createKeeper } from '../../src/bounces/keeper.ts'
import type { Context } from '../../src/context.ts'
import type { DayState, SubscriberStatus } from '../../src/store/schema.ts'
import { answerRequests } from '../../src/outbox/answer-requests.ts'
import type { TokenPurpose } from '../../src/subscribers/tokens.ts'
import { createApp } from '../../src/web/app.tsx'
import type { WebDeps } from '../../src/web/deps.ts'
import { createLimits } from '../../src/web/limits.ts'
import type { ConfigOverrides } from '../helpers/config.ts'
import { testContext } from '../helpers/context.ts'

/** What a form holds, by field. */
export type Fields = Record<string, string | string[]>

export type TestApp = {
  app: Hono
  context: Context
  deps: WebDeps
  /** Lets a worker answer the requests for subscriptions that came so far. `post` does so by itself. */
  answerRequests: () => Promise<void>
  /** Ids of mails that the queue was reminded of, and of subscribers who were sent a first edition. */
  enqueued: number[]
  welcomed: number[]
  /** Ids of subscribers whose lists of papers the queue was reminded of. */
  lists: number[]
  /** Moves the clock on. */
  wait: (hours: number) => void
  get: (path: string, init?: RequestInit) => Promise<Response>
  post: (path: string, fields: Fields, headers?: Record<string, string>) => Promise<Response>
  link: (purpose: TokenPurpose, subscriberId: number) => string
}

/** The web pages over a real database, with a clock to move. */
export async function testApp(config: ConfigOverrides = {}): Promise<TestApp> {
  let now = new Date('2026-05-20T12:00:00Z')
  const context = await testContext({ clock: () => now, config })
  const enqueued: number[] = []
  const requested: number[] = []
  const welcomed: number[] = []
  const lists: number[] = []
  const deps: WebDeps = {
    ...context,
    limits: createLimits(context.config, context, context.logger),
    mailbox: null,
    keepReturned: createKeeper({ ...context, remind: () => Promise.resolve() }),
    remind: {
      mail: async (id) => void (id !== null && enqueued.push(id)),
      request: async (id) => void requested.push(id),
      seeds: async ({ subscriberId }) => void lists.push(subscriberId),
    },
    enqueueEdition: async (edition) => {
      const ranges = context.db.selectFrom('edition_ranges').select('subscriber_ids')
      const rows = await ranges.where('edition_id', '=', edition.id).execute()
      welcomed.push(...rows.flatMap((row) => row.subscriber_ids))
    },
  }
  const app = createApp(deps)
  const answer = async () => {
    for (const id of requested.splice(0)) {
      for (const { mailId } of await answerRequests(context, id)) await deps.remind.mail(mailId)
    }
  }
  return {
    app,
    context,
    deps,
    answerRequests: answer,
    enqueued,
    welcomed,
    lists,
    wait: (hours) => {
      now = new Date(now.getTime() + hours * 3_600_000)
    },
    get: async (path, init) => app.request(path, init),
    post: async (path, fields, headers) => {
      const response = await app.request(path, {
        method: 'POST',
        body: formBody(fields),
        // As browsers do for a form of the same site.
        headers: { 'Sec-Fetch-Site': 'same-origin', ...headers },
      })
      await answer()
      return response
    },
    link: (purpose, id) => `/${purpose}/${context.signer.sign(purpose, id, now)}`,
  }
}

/** The headers that may tell something: all but the random id of the request. */
export function tellingHeaders({ headers }: Response): [string, string][] {
  return [...headers].filter(([name]) => name !== 'x-request-id')
}

export function formBody(fields: Fields): URLSearchParams {
  const body = new URLSearchParams()
  for (const [name, values] of Object.entries(fields)) {
    for (const value of [values].flat()) body.append(name, value)
  }
  return body
}

/** Puts subscribers into the database in a state, without the way that led there. */
export async function insertSubscribers(
  { db, clock }: Context,
  emails: string[],
  status: SubscriberStatus,
): Promise<void> {
  const at = new Date(clock().getTime() - 7 * 24 * 3_600_000)
  const values = emails.map((email) => ({
    email,
    email_key: email.toLowerCase(),
    status,
    created_at: at,
    ...(status === 'pending' ? {} : { active_since: at }),
    ...(status === 'unsubscribed' ? { active_since: null, unsubscribed_at: at } : {}),
  }))
  await db.insertInto('subscribers').values(values).execute()
}

/** Everything that a subscription is made of, to compare before and after. */
export async function subscriptionRows({ db }: Context) {
  return {
    subscribers: await db.selectFrom('subscribers').selectAll().orderBy('id').execute(),
    mails: await db.selectFrom('outbox').selectAll().orderBy('id').execute(),
    suppressions: await db.selectFrom('suppressions').selectAll().orderBy('email_key').execute(),
  }
}

type PaperValues = { id: string; title: string; summary?: string | null; abstract?: string } & Partial<
  Record<'thumbnail_url' | 'code_url' | 'project_url' | 'organization', string>
>

/** As many papers as on the busiest day, each with as much to show as most have. */
export const busyDay: PaperValues[] = Array.from({ length: 80 }, (_, index) => ({
  id: `arxiv:2605.${String(index).padStart(5, '0')}`,
  title: `${index} ${'A title as long as most of them are, '.repeat(2)}`,
  summary: 'A sentence that says what was done and found, at the length that most have. '.repeat(2),
  organization: 'An Organisation of Some Name',
  code_url: 'https://github.com/an-organisation/a-repository',
  thumbnail_url: `https://thumbnails.example.org/papers/2605.${index}.png`,
}))

/** Puts a day's list into the database. */
export async function listPapers(
  { db }: Context,
  day: string,
  papers: PaperValues[],
  digest: { source?: string; state?: DayState } = {},
): Promise<void> {
  const { source = 'huggingface', state = 'fetched' } = digest
  const at = new Date(`${day}T06:00:00Z`)
  await db
    .insertInto('digests')
    .values({ source, day, state, listed: papers.length, polled_at: at, changed_at: at })
    .execute()
  for (const [position, paper] of papers.entries()) {
    const values = {
      abstract: 'An abstract.',
      authors: ['Ada Lovelace'],
      keywords: [],
      first_listed_on: day,
      topics: JSON.stringify({ robotics: 0.9 }),
      upvotes: 12,
      comments: 3,
      page_url: `https://huggingface.co/papers/${paper.id.replace('arxiv:', '')}`,
      ...paper,
    }
    await db
      .insertInto('papers')
      .values(values)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await db.insertInto('digest_entries').values({ source, day, paper_id: paper.id, position }).execute()
  }
}
