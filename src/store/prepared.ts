import {
  AbortedTransactionError,
  PostgresDialect,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type Kysely,
  type QueryResult,
  type RawBuilder,
  type TransactionSettings,
} from 'kysely'
import type pg from 'pg'
import type { Database } from './schema.ts'

type NamedQuery<Row> = CompiledQuery<Row> & { statementName: string }

/**
 * A statement that runs for every few messages: planning it each time would cost more than running it.
 *
 * On a database that keeps plans (`Store.ledgerDb`) PostgreSQL plans it once for each connection. Anywhere else it is an
 * ordinary statement.
 *
 * @param name belongs to this text alone; a text that names a month's table needs the month in its name
 */
export function prepared<Row>(name: string, statement: RawBuilder<Row>) {
  return {
    execute: (db: Kysely<Database>): Promise<QueryResult<Row>> => {
      const query: NamedQuery<Row> = { ...statement.compile(db), statementName: name }
      return db.executeQuery(query)
    },
  }
}

/**
 * What is off on a connection that keeps plans. A plan is often made while a month's table is new and seems small: reading
 * the whole table costs too much later.
 */
export const settingsForKeptPlans = 'set enable_seqscan to off'

/**
 * For connections that only the ledger uses. PostgreSQL would plan a statement anew each time for as long as that seems
 * cheaper by its estimates, which do not know a new edition: a claim or a round of few messages always.
 */
export const settingsOfTheLedger = `${settingsForKeptPlans}; set plan_cache_mode to force_generic_plan`

type Client = Pick<pg.PoolClient, 'query' | 'release'>
type ClientPool = { connect: () => Promise<Client> }

/** PostgreSQL's dialect over a pool that others share or close, in which `prepared` statements keep their plans. */
export class PlanKeepingDialect extends PostgresDialect {
  readonly #pool: ClientPool

  constructor(pool: pg.Pool) {
    super({ pool })
    this.#pool = pool
  }

  override createDriver(): Driver {
    return new PlanKeepingDriver(this.#pool)
  }
}

/** As Kysely's own driver, which cannot give a statement a name. */
class PlanKeepingDriver implements Driver {
  readonly #pool: ClientPool
  readonly #clients = new Map<DatabaseConnection, Client>()

  constructor(pool: ClientPool) {
    this.#pool = pool
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const client = await this.#pool.connect()
    const connection = connectionOf(client)
    this.#clients.set(connection, client)
    return connection
  }

  async beginTransaction(
    connection: DatabaseConnection,
    { isolationLevel }: TransactionSettings,
  ): Promise<void> {
    await this.#run(connection, isolationLevel ? `begin isolation level ${isolationLevel}` : 'begin')
  }

  /** PostgreSQL answers COMMIT with ROLLBACK where an earlier statement has failed. */
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    if ((await this.#run(connection, 'commit')) === 'ROLLBACK') throw new AbortedTransactionError()
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await this.#run(connection, 'rollback')
    } catch (error) {
      // Whatever it has open must not reach the next user of the connection.
      this.#release(connection, true)
      throw error
    }
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    this.#release(connection, false)
  }

  async destroy(): Promise<void> {}

  /** @returns the command that PostgreSQL says it has run */
  async #run(connection: DatabaseConnection, text: string): Promise<string | undefined> {
    return (await this.#clients.get(connection)?.query(text))?.command
  }

  #release(connection: DatabaseConnection, isBroken: boolean): void {
    this.#clients.get(connection)?.release(isBroken)
    this.#clients.delete(connection)
  }
}

function connectionOf(client: Client): DatabaseConnection {
  return {
    executeQuery: async <Row>(query: CompiledQuery): Promise<QueryResult<Row>> => {
      const { sql: text, parameters } = query
      const name = isNamed(query) ? { name: query.statementName } : {}
      const answer = await client.query({ ...name, text, values: [...parameters] })
      const { command, rowCount, rows } = answer
      return isWrite.has(command) ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows }
    },
    streamQuery: () => {
      throw new Error('a connection that keeps plans cannot stream')
    },
  }
}

function isNamed<Row>(query: CompiledQuery<Row>): query is NamedQuery<Row> {
  return 'statementName' in query
}

const isWrite: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])
