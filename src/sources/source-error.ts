import { cleanLine } from './clean.ts'

/** A source gave no answer that can be used. The message tells the operator why. */
export class SourceError extends Error {
  override name = 'SourceError'
  /** True where the same request may well succeed within seconds. */
  readonly isTransient: boolean
  /** The HTTP status, where there was one that says something. */
  readonly status: number | null

  /** True where the source answered, and says that it was asked for something wrong. */
  readonly isRefusal: boolean

  constructor(
    message: string,
    options: { isTransient: boolean; status?: number; isRefusal?: boolean; cause?: unknown },
  ) {
    // It may quote the server, and is stored and shown.
    super(cleanLine(message, 500), { cause: options.cause })
    this.isTransient = options.isTransient
    this.status = options.status ?? null
    this.isRefusal = options.isRefusal ?? false
  }
}

/** A server answered with something else than was asked for. Its own name for that is shown where it is a proper one. */
export function otherType(contentType: string, wanted: string): SourceError {
  const type = /^\s*[\w.+-]{1,40}\/[\w.+-]{1,40}/.exec(contentType)?.[0].trim() ?? 'no content type'
  return new SourceError(`it answered with ${type} instead of ${wanted}`, { isTransient: false })
}
