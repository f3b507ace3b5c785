import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { z } from 'zod'
import { messageOf, UserError } from '../errors.ts'
import { makeMonth } from '../ledger/months.ts'
import type { Logger } from '../logger.ts'
import { ensureDataDir } from '../store/data-dir.ts'
import { lockFile } from '../store/data-dir-lock.ts'
import { dumpTables, loadDump, type Dump } from '../store/dump.ts'
import { migrate } from '../store/migrate.ts'
import { openInMemory, type Store } from '../store/open.ts'
import type { Address } from '../subscribers/address.ts'

/** What a run must know of the ones before. Lanes, suppressions and the like are not in it: each run begins anew with them. */
const remembered = [
  'papers',
  'digests',
  'digest_receipts',
  'digest_entries',
  'signal_snapshots',
  'watermarks',
  'subscribers',
  'paper_numbers',
  'mail_histories',
  'candidate_sets',
  'editions',
  'edition_ranges',
  'deliveries',
] as const

/** How long deliveries are remembered. */
export const deliveryDays = 62

/** A database in memory, filled from the state file of an earlier run. */
export type State = {
  store: Store
  /** Writes the state file. When it has returned, a crash of the machine does not undo it. */
  save: () => Promise<void>
  close: () => Promise<void>
}

const Header = z.object({
  format: z.literal('paperboy state 1'),
  migrations: z.array(z.string()),
  sequences: z.record(z.string(), z.number()),
})

/**
 * Opens the state in a folder, which no other process may have open. Where there is none, it begins empty.
 *
 * @param reader whose state it is: the address is not in the file, which may be kept where others can read it
 * @throws {UserError} where another run has it, or it cannot be read
 */
export async function openState(
  dir: string,
  reader: Address,
  {
    logger,
    now,
    openStore = openInMemory,
  }: { logger: Logger; now: Date; openStore?: (logger: Logger) => Promise<Store> },
): Promise<State> {
  const unlock = lock(dir)
  try {
    const path = join(dir, 'state.gz')
    const dump = await readState(path)
    const store = await openStore(logger)
    try {
      if (dump) await load(store, withAddress(dump, reader), path, now)
      else await migrate(store.db)
    } catch (error) {
      await store.close()
      throw error
    }
    return {
      store,
      save: async () => writeState(path, withoutAddress(await dumpTables(store.db, remembered))),
      close: async () => {
        await store.close()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

function lock(dir: string): () => void {
  try {
    ensureDataDir(dir)
  } catch (error) {
    throw new UserError(messageOf(error).replace(/^DATA_DIR/, '--state'))
  }
  const unlock = lockFile(join(dir, 'lock'), '--state')
  if (unlock) return unlock
  throw new UserError(`Another run is using ${dir}: wait until it has ended. Nothing was done.`)
}

async function load({ db }: Store, dump: Dump, path: string, now: Date): Promise<void> {
  try {
    await loadDump(db, dump, async (trx) => {
      for (let days = -1; days <= deliveryDays + 31; days += 20)
        await makeMonth(trx, new Date(now.getTime() - days * 86_400_000))
    })
  } catch (error) {
    throw unusable(path, error)
  }
}

/** @returns null where there is none */
async function readState(path: string): Promise<Dump | null> {
  let packed: Buffer
  try {
    packed = await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw unusable(path, error)
  }
  try {
    const [head = '', ...lines] = (await promisify(gunzip)(packed)).toString().split('\n')
    const { migrations, sequences } = Header.parse(JSON.parse(head))
    const tables = lines.map((line) => {
      const at = line.indexOf(' ')
      return { name: line.slice(0, at), rows: line.slice(at + 1) }
    })
    return { migrations, sequences, tables: tables.filter(({ name }) => isRemembered(name)) }
  } catch (error) {
    throw unusable(path, error)
  }
}

function isRemembered(name: string): boolean {
  return remembered.some((one) => one === name)
}

function unusable(path: string, error: unknown): UserError {
  return new UserError(
    `${path} cannot be used (${messageOf(error).split('\n')[0]}): bring back an older copy, or delete it to begin anew. Then papers of the last week may come again.`,
    { cause: error },
  )
}

/** One line for what the rows need, and one for each table. It takes the place of the file before in one step. */
async function writeState(path: string, { migrations, sequences, tables }: Dump): Promise<void> {
  const head = JSON.stringify({ format: 'paperboy state 1', migrations, sequences })
  const lines = tables.map(({ name, rows }) => `${name} ${rows.replaceAll('\n', '')}`)
  const packed = await promisify(gzip)([head, ...lines].join('\n'))
  const file = await open(`${path}.new`, 'w')
  try {
    await file.writeFile(packed)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
}

const Rows = z.array(z.record(z.string(), z.unknown()))

function withoutAddress(dump: Dump): Dump {
  return changeReader(dump, { email: '', email_key: '' })
}

function withAddress(dump: Dump, { email, emailKey }: Address): Dump {
  return changeReader(dump, { email, email_key: emailKey })
}

function changeReader(dump: Dump, address: { email: string; email_key: string }): Dump {
  const tables = dump.tables.map(({ name, rows }) => {
    if (name !== 'subscribers') return { name, rows }
    return { name, rows: JSON.stringify(Rows.parse(JSON.parse(rows)).map((row) => ({ ...row, ...address }))) }
  })
  return { ...dump, tables }
}
