import { Piscina } from 'piscina'
import { messageOf } from '../errors.ts'
import { moduleBeside } from '../module-beside.ts'
import type { Origin, Task, TaskResult } from './read-worker.ts'
import { SourceError } from './source-error.ts'

/** A function that reads a body, and the module that exports it under its own name: a thread imports it from there. */
export type Reader<T> = {
  /** The module's `import.meta.url`. */
  module: string
  /**
   * @returns what can be cloned between threads
   * @throws {SourceError} or anything else where the text cannot be read
   */
  read: (text: string, origin: Origin) => T
}

/** A body as it came, still in its own encoding. */
export type Body = Origin & { bytes: Uint8Array }

/** What reading one body may cost. */
export type ReadLimits = {
  /** From the moment that the thread is free and has loaded what it needs. */
  longestReadMs: number
  signal?: AbortSignal | undefined
}

/** Twice of what a feed of the largest size needs; an installation with 1 GB can spare it. */
const mostMemoryMb = 128
/** A poll reads one body after another; between two polls the thread's memory is given back. */
const idleMs = 10_000

let pool: Piscina | null = null
let last: Promise<unknown> = Promise.resolve()

/**
 * Reads what a server sent in a thread of its own, one body at a time: nested markup or an unlucky pattern can take
 * minutes, and must not hold up pages and mail.
 *
 * @throws {SourceError} where the body cannot be read, or not within the limits
 */
export function readInWorker<T>(reader: Reader<T>, body: Body, limits: ReadLimits): Promise<T> {
  const result = last.then(() => readNow(reader, body, limits))
  last = result.catch(() => undefined)
  return result
}

async function readNow<T>(
  { module, read }: Reader<T>,
  { bytes, contentType, url }: Body,
  { longestReadMs, signal: stop }: ReadLimits,
): Promise<T> {
  stop?.throwIfAborted()
  await threads().run(module, { name: 'prepare' })
  const budget = AbortSignal.timeout(longestReadMs)
  const signal = stop ? AbortSignal.any([budget, stop]) : budget
  const task: Task = { module, name: read.name, bytes, contentType, url }
  let result: TaskResult<T>
  try {
    // An aborted task takes its thread along, even in the middle of a loop.
    result = await threads().run(task, { signal })
  } catch (cause) {
    stop?.throwIfAborted()
    const message = budget.aborted
      ? `it took longer than ${longestReadMs / 1000} s to read`
      : isOutOfMemory(cause)
        ? `it took more than ${mostMemoryMb} MB of memory to read`
        : `it could not be read: ${messageOf(cause)}`
    throw new SourceError(message, { isTransient: false, cause })
  }
  if (result.kind === 'read') return result.value
  throw new SourceError(result.message, result)
}

/** No thread is started before the first body. */
function threads(): Piscina {
  pool ??= new Piscina({
    filename: moduleBeside(import.meta.url, 'read-worker'),
    name: 'readBody',
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: idleMs,
    resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb },
  })
  return pool
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
