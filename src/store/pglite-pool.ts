import { EventEmitter } from 'node:events'
import { dirname } from 'node:path'
import { setImmediate as turnOfEventLoop } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import pg from 'pg'
import { assertRoom, hasRoom } from './disk-room.ts'
import { settingsForKeptPlans } from './prepared.ts'
import { getTypeParser } from './value-types.ts'

/** What Kysely and BullMQ read of a query's answer. */
export type QueryResult = Pick<pg.QueryResult, 'command' | 'rowCount' | 'rows'>

/** SQL with its parameters apart, or a statement that has a name by which its plan is kept. */
type Statement = string | { name?: string; text: string; values?: readonly unknown[] }

/** LISTEN and UNLISTEN, also behind the SQL comments with which BullMQ starts its statements. */
const listenStatement = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(LISTEN|UNLISTEN)\s+("[^"]+"|\w+|\*)/i
/** They end a transaction that has begun, on a full disk too. */
const endings = new Set(['COMMIT', 'END', 'ROLLBACK'])
const transactionStatement = /^\s*(BEGIN|START TRANSACTION|COMMIT|END|ROLLBACK(?!\s+TO))\b/i

/**
 * The embedded database in the shape of a `pg.Pool`, for Kysely and BullMQ alike.
 *
 * PGlite is one session, to which node-postgres' client talks. A client of this pool that says BEGIN holds it until COMMIT or
 * ROLLBACK, and everyone else waits; LISTEN goes to PGlite's own `listen`, because nothing else delivers its notifications.
 */
export class PglitePool extends EventEmitter {
  readonly #db: PGlite
  readonly #session: pg.Client
  /** The folder whose disk it writes to; null in memory. */
  readonly #disk: string | null
  #tail: Promise<void> = Promise.resolve()

  private constructor(db: PGlite, session: pg.Client, disk: string | null) {
    super()
    this.#db = db
    this.#session = session
    this.#disk = disk
    session.on('error', (error) => this.emit('error', error))
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
    const db = await PGlite.create(dataDir === undefined ? {} : { dataDir })
    const session = new pg.Client(Object.assign(createPgConfig(db), { types: { getTypeParser } }))
    await session.connect()
    // There is one session, so what the ledger's plans need holds for all.
    await session.query(settingsForKeptPlans)
    // BullMQ names its tables without a schema; ours live in public.
    await session.query('set search_path to bullmq, public')
    return new PglitePool(db, session, disk)
  }

  /** As `pg.Pool.query`: one statement outside of any transaction. */
  async query(statement: Statement, params?: readonly unknown[]): Promise<QueryResult> {
    const release = await this.acquire()
    try {
      return await this.run(statement, params)
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
  async run(statement: Statement, params?: readonly unknown[]): Promise<QueryResult> {
    const { values, ...query } =
      typeof statement === 'string' ? { text: statement, values: params } : statement
    const command = /^\s*(\w+)/.exec(query.text)?.[1]?.toUpperCase() ?? ''
    // PGlite computes in this thread and answers in microtasks: a queue of statements would let no request in before its end.
    await turnOfEventLoop()
    if (this.#disk && !endings.has(command)) assertRoom(this.#disk)
    return this.#session.query(values ? { ...query, values: [...values] } : query)
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

  async query(statement: Statement, params?: readonly unknown[]): Promise<QueryResult> {
    const text = typeof statement === 'string' ? statement : statement.text
    const listen = listenStatement.exec(text)
    if (listen) return this.#listenOrUnlisten(listen[1]?.toUpperCase() === 'LISTEN', listen[2] ?? '')
    const boundary = transactionStatement.exec(text)?.[1]?.toUpperCase()
    const isBegin = boundary === 'BEGIN' || boundary === 'START TRANSACTION'
    if (isBegin && !this.#leaveTransaction) return this.#begin(text)
    if (!this.#leaveTransaction) return this.#pool.query(statement, params)
    try {
      return await this.#pool.run(statement, params)
    } finally {
      if (boundary && !isBegin) this.#leave()
    }
  }

  /** As `pg.PoolClient.release`: an open transaction is rolled back, listening ends. */
  release(): void {
    void this.#end().catch((error: unknown) => this.#pool.emit('error', error))
  }

  async #end(): Promise<void> {
    if (this.#leaveTransaction) {
      try {
        await this.#pool.run('rollback')
      } finally {
        this.#leave()
      }
    }
    // One that is closed meanwhile tells nobody anything.
    if (this.#unlisten.size > 0) await this.#listenOrUnlisten(false, '*').catch(() => undefined)
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
