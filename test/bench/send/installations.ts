import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../../src/config/load.ts'
import { createContext, type Context } from '../../../src/context.ts'
import { queryOnce, startPostgresServer } from '../../helpers/servers.ts'
import { makePapers, makeSubscribers } from './audience.ts'
import { makeHistory } from './history.ts'
import { makeMarks, tellPapers } from './mark-papers.ts'

/** How many subscribers an installation has, and for how many days it has mailed them. */
export type Size = {
  subscribers: number
  historyDays: number
  /** Everyone has the same preferences and was mailed the same, so that all get the same page. */
  isSameForAll?: boolean
  /** Papers lie in the latent space, and every nth subscriber has marked some; null: nobody has. */
  marks?: { every: number | null }
}

/** A filled installation: where its database is, and the slot in which everyone is due. */
export type Installation = { location: string; slot: Date; remove: () => Promise<void> }

/** Filled once for each size, because filling takes longer than sending; each sending has a copy. */
export type Installations = {
  /** `location` is the URL of a PostgreSQL database. */
  onPostgres: (size: Size) => Promise<Installation>
  /** `location` is a folder for DATA_DIR. */
  embedded: (size: Size) => Promise<Installation>
  postgresPid: () => number
  close: () => Promise<void>
}

export const settings = {
  SECRET_KEY: 'a key that is only for benchmarks, 32 characters',
  POSTAL_ADDRESS: '4 Example Lane, 1000 Exampleton',
  PUBLIC_URL: 'https://papers.example.org',
  MAIL_FROM: 'Paperboy <news@example.org>',
  HF_URL: 'http://127.0.0.1:9',
}

export async function openInstallations(say: (progress: string) => void): Promise<Installations> {
  const postgres = await startPostgresServer()
  const dir = mkdtempSync(join(tmpdir(), 'paperboy-bench-'))
  const templates = new Map<string, Promise<{ name: string; slot: Date }>>()
  let made = 0
  const nextName = () => `bench${++made}`
  const filled = (kind: string, size: Size, fillOne: (name: string) => Promise<Date>) => {
    const key = `${kind} ${size.subscribers} ${size.historyDays} ${size.isSameForAll} ${JSON.stringify(size.marks)}`
    const name = nextName()
    const template = templates.get(key) ?? fillOne(name).then((slot) => ({ name, slot }))
    templates.set(key, template)
    return template
  }
  const urlOf = (name: string) => postgres.url.replace(/postgres$/, name)
  return {
    onPostgres: async (size) => {
      const { name, slot } = await filled('postgres', size, async (template) => {
        await queryOnce(postgres.url, `create database ${template}`)
        return fill({ DATA_DIR: dir, DATABASE_URL: urlOf(template) }, size, say)
      })
      const copy = nextName()
      await queryOnce(postgres.url, `create database ${copy} template ${name} strategy file_copy`)
      const remove = () => queryOnce(postgres.url, `drop database ${copy} with (force)`)
      return { location: urlOf(copy), slot, remove }
    },
    embedded: async (size) => {
      const { name, slot } = await filled('embedded', size, (template) =>
        fill({ DATA_DIR: join(dir, template) }, size, say),
      )
      const location = join(dir, nextName())
      cpSync(join(dir, name), location, { recursive: true })
      const remove = async () => rmSync(location, { recursive: true })
      return { location, slot, remove }
    },
    postgresPid: postgres.pid,
    close: async () => {
      await postgres.remove()
      rmSync(dir, { recursive: true })
    },
  }
}

/** Opens an installation's database, and closes it again. */
export async function withContext<Answer>(
  env: Record<string, string>,
  work: (context: Context) => Promise<Answer>,
): Promise<Answer> {
  const context = await createContext(loadConfig({ ...settings, ...env, LOG_LEVEL: 'error' }), {
    schema: 'migrate',
  })
  try {
    return await work(context)
  } finally {
    await context.close()
  }
}

/** @returns the slot in which everyone is due: the present hour */
function fill(
  env: Record<string, string>,
  { subscribers, historyDays, isSameForAll = false, marks }: Size,
  say: (progress: string) => void,
): Promise<Date> {
  return withContext(env, async ({ db }) => {
    const now = Date.now()
    const slot = new Date(now - (now % 3_600_000))
    await makePapers(db, slot)
    const audience = { count: subscribers, isSameForAll }
    await makeSubscribers(db, audience, slot, (made) => say(`${made} subscribers`))
    const past = { days: historyDays, tracks: isSameForAll ? 1 : 500 }
    await makeHistory(db, slot, past, (made) => say(`${made} of ${historyDays} days of history`))
    if (marks) await tellPapers(db)
    if (marks && marks.every !== null) await makeMarks(db, marks.every, slot)
    const watermark = new Date(slot.getTime() - 900_000)
    await db.insertInto('watermarks').values({ name: 'slots', at: watermark }).execute()
    return slot
  })
}
