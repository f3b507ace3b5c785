import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

/** How long a server without a free connection is asked again. */
const patienceMs = 10_000
const pauseMs = 100

/** Too many connections: to the server, or of the role or the database. */
const tooManyConnections = '53300'

/**
 * A pool that waits where the server has no connection free, as it waits where it has none itself: a restart of another
 * process holds them for a moment, and nobody should be told of that.
 */
export class PatientPool extends pg.Pool {
  readonly #patienceMs: number

  constructor(config: pg.PoolConfig, patience = patienceMs) {
    super(config)
    this.#patienceMs = patience
  }

  override connect(): Promise<pg.PoolClient>
  override connect(callback: Connected): void
  override connect(callback?: Connected): Promise<pg.PoolClient> | undefined {
    const connected = whileFull(() => super.connect(), this.#patienceMs)
    if (!callback) return connected
    connected.then(
      (client) => callback(undefined, client, (error) => client.release(error)),
      (error: unknown) => callback(asError(error), undefined, () => undefined),
    )
    return undefined
  }
}

type Connected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (error?: Error | boolean) => void,
) => void

/**
 * Connects, again and again for a while where the server is full.
 *
 * @throws what `connect` throws at last
 */
export async function whileFull<T>(connect: () => Promise<T>, patience = patienceMs): Promise<T> {
  const endMs = Date.now() + patience
  for (;;) {
    try {
      return await connect()
    } catch (error) {
      const isFull = error instanceof Error && 'code' in error && error.code === tooManyConnections
      if (!isFull || Date.now() >= endMs) throw error
      // At different times, or all who wait would come at once.
      await delay(pauseMs * (0.5 + Math.random()))
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
