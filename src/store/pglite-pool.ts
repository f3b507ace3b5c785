import { EventEmitter } from 'node:events'
import { dirname } from 'node:path'
import { PGlite, types, type Results } from '@electric-sql/pglite'
import { assertRoom, hasRoom } from './disk-room.ts'

/** What Kysely and BullMQ read of a query's answer, in node-postgres' words. */
export type QueryResult = { command: string; rowCount: number; rows: never[] }

/** LISTEN and UNLISTEN, also behind the SQL comments with which BullMQ starts its statements. */
const listenStatement = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(LISTEN|UNLISTEN)\s+("[^"]+"|\w+|\*)/i
/** They end a transaction that has begun, on a full disk too. */
const endings = new Set(['COMMIT', 'END', 'ROLLBACK'])
const transactionStatement = /^\s*(BEGIN|START TRANSACTION|COMMIT|END|ROLLBACK(?!\s+TO))\b/i

/**
 * The embedded database in the shape of a `pg.Pool`, for Kysely and BullMQ alike.
 *
 * PGlite is one session. A client that says BEGIN holds it until COMMIT or ROLLBACK, and everyone else waits;
 * LISTEN goes to PGlite's own `listen`, because nothing else delivers its notifications.
 */
export class PglitePool extends EventEmitter {
  readonly #db: PGlite
  /** The folder whose disk it writes to; null in memory. */
  readonly #disk: string | null
  #tail: Promise<void> = Promise.resolve()

  private constructor(db: PGlite, disk: string | null) {
    super()
    this.#db = db
    this.#disk = disk
    // Each of BullMQ's queues and workers listens for the pool's errors, and never stops.
    this.setMaxListeners(0)
  }

  /**
   * @param dataDir the folder of the database, which is made if its parent is there; or undefined for one in memory
   * @throws {UserError} where the disk is all but full
   */
  static async open(dataDir: string | undefined): Promise<PglitePool> {
    const disk = dataDir === undefined ? null : dirname(dataDir)
    if (disk) assertRoom(disk)
    const db = await PGlite.create({
      ...(dataDir === undefined ? {} : { dataDir }),
      parsers: { [types.DATE]: (value) => value, [types.INT8]: Number },
    })
    // BullMQ names its tables without a schema; ours live in public.
    await db.exec('set search_path to bullmq, public')
    return new PglitePool(db, disk)
  }

  /** As `pg.Pool.query`: one statement outside of any transaction. */
  async query(text: string, params?: readonly unknown[]): Promise<QueryResult> {
    const release = await this.acquire()
    try {
      return await this.run(text, params)
    } finally {
      release()
    }
  }

  /** As `pg.Pool.connect`. There is no limit on clients, and one that only listens holds nobody up. */
  connect(): Promise<PgliteClient> {
    return Promise.resolve(new PgliteClient(this, this.#db))
  }

  async end(): Promise<void> {
    const release = await this.acquire()
    // Closing writes too. What is not closed is recovered when it is opened again.
    const canClose = !this.#db.closed && (!this.#disk || hasRoom(this.#disk))
    if (canClose) await this.#db.close()
    release()
  }

  /** Waits for the session; the caller has it alone until it calls the returned function. */
  async acquire(): Promise<() => void> {
    const before = this.#tail
    let release: () => void = () => undefined
    this.#tail = new Promise((resolve) => {
      release = resolve
    })
    await before
    return release
  }

  /**
   * Runs on the session that the caller has acquired.
   *
   * @throws {UserError} where the disk is all but full
   */
  async run(text: string, params?: readonly unknown[]): Promise<QueryResult> {
    const command = /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? ''
    if (this.#disk && !endings.has(command)) assertRoom(this.#disk)
    if (params && params.length > 0) return toQueryResult(command, await this.#db.query(text, [...params]))
    // Without parameters a text may hold several statements, as in migrations.
    const results = await this.#db.exec(text)
    return toQueryResult(command, results.at(-1))
  }
}

/** As a `pg.PoolClient`: it may hold the session for a transaction, and be told notifications. */
export class PgliteClient extends EventEmitter {
  readonly #pool: PglitePool
  readonly #db: PGlite
  #leaveTransaction: (() => void) | undefined
  readonly #unlisten = new Map<string, () => Promise<void>>()

  constructor(pool: PglitePool, db: PGlite) {
    super()
    this.#pool = pool
    this.#db = db
  }

  async query(text: string, params?: readonly unknown[]): Promise<QueryResult> {
    const listen = listenStatement.exec(text)
    if (listen) return this.#listenOrUnlisten(listen[1]?.toUpperCase() === 'LISTEN', listen[2] ?? '')
    const boundary = transactionStatement.exec(text)?.[1]?.toUpperCase()
    const isBegin = boundary === 'BEGIN' || boundary === 'START TRANSACTION'
    if (isBegin && !this.#leaveTransaction) return this.#begin(text)
    if (!this.#leaveTransaction) return this.#pool.query(text, params)
    try {
      return await this.#pool.run(text, params)
    } finally {
      if (boundary && !isBegin) this.#leave()
    }
  }

  /** As `pg.PoolClient.release`: an open transaction is rolled back, listening ends. */
  release(): void {
    for (const unlisten of this.#unlisten.values()) void unlisten().catch(() => undefined)
    this.#unlisten.clear()
    if (!this.#leaveTransaction) return
    void this.#pool
      .run('rollback')
      .catch((error: unknown) => this.#pool.emit('error', error))
      .finally(() => this.#leave())
  }

  async #begin(text: string): Promise<QueryResult> {
    const leave = await this.#pool.acquire()
    try {
      const result = await this.#pool.run(text)
      this.#leaveTransaction = leave
      return result
    } catch (error) {
      leave()
      throw error
    }
  }

  #leave(): void {
    this.#leaveTransaction?.()
    this.#leaveTransaction = undefined
  }

  async #listenOrUnlisten(isListen: boolean, channel: string): Promise<QueryResult> {
    const release = this.#leaveTransaction ? undefined : await this.#pool.acquire()
    try {
      if (isListen) await this.#listen(channel)
      else await this.#stopListening(channel)
    } finally {
      release?.()
    }
    return { command: isListen ? 'LISTEN' : 'UNLISTEN', rowCount: 0, rows: [] }
  }

  async #listen(channel: string): Promise<void> {
    if (this.#unlisten.has(channel)) return
    const name = channel.replace(/^"|"$/g, '')
    const unlisten = await this.#db.listen(channel, (payload) => {
      this.emit('notification', { channel: name, payload })
    })
    this.#unlisten.set(channel, unlisten)
  }

  async #stopListening(channel: string): Promise<void> {
    const channels = channel === '*' ? [...this.#unlisten.keys()] : [channel]
    for (const one of channels) {
      await this.#unlisten.get(one)?.()
      this.#unlisten.delete(one)
    }
  }
}

function toQueryResult(command: string, result: Results | undefined): QueryResult {
  const rows = (result?.rows ?? []) as never[]
  return { command, rowCount: result?.affectedRows || rows.length, rows }
}
