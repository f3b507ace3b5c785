import { decodeText } from '../charset.ts'
import { SourceError } from './source-error.ts'

/** What is known of a body beside its text. */
export type Origin = {
  contentType: string
  /** Where it came from, after redirects. */
  url: string
}

/** A body, and the exported function that reads it. */
export type Task = Origin & { module: string; name: string; bytes: Uint8Array }

/** Errors lose their class on the way between threads. */
export type TaskResult<T> =
  { kind: 'read'; value: T } | { kind: 'failed'; message: string; isTransient: boolean; isRefusal: boolean }

/** Loads a module, which takes a second in a new thread. */
export async function prepare(module: string): Promise<void> {
  await import(module)
}

/** Runs in a thread of its own: see `readInWorker`. */
export async function readBody({ module, name, bytes, ...origin }: Task): Promise<TaskResult<unknown>> {
  const exported: unknown = Reflect.get(await import(module), name)
  if (typeof exported !== 'function') throw new Error(`${module} exports no function ${name}`)
  try {
    return { kind: 'read', value: exported(decodeText(bytes, origin.contentType), origin) }
  } catch (error) {
    return { kind: 'failed', ...describe(error) }
  }
}

function describe(error: unknown): Pick<SourceError, 'message' | 'isTransient' | 'isRefusal'> {
  if (error instanceof SourceError) {
    const { message, isTransient, isRefusal } = error
    return { message, isTransient, isRefusal }
  }
  // The stack overflows.
  if (error instanceof RangeError) {
    return { message: 'it is nested too deeply to read', isTransient: false, isRefusal: false }
  }
  // A body cut short reads like this, too.
  return { message: 'it is broken or cut short', isTransient: true, isRefusal: false }
}
