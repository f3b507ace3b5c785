/** What a span is about. Paths and addresses do not belong there: they go to another system. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>

export type SpanOptions = {
  name: string
  /** As OpenTelemetry has them: takes a request, takes a job, asks another server. */
  kind?: 'server' | 'consumer' | 'client'
  attributes?: SpanAttributes
}

/** Adds to a span what is known only later. */
export type Describe = (attributes: SpanAttributes) => void

/** Runs work in a span. What the work throws is in the span, too, and is thrown on. */
export type Tracer = <T>(options: SpanOptions, work: (describe: Describe) => Promise<T>) => Promise<T>

let tracer: Tracer | null = null

/** From now on, or with null no longer, spans of this process go there. */
export function setTracer(one: Tracer | null): void {
  tracer = one
}

/** Runs work in a span, which is inside the one around it. Without a tracer, it only runs the work. */
export function inSpan<T>(options: SpanOptions, work: (describe: Describe) => Promise<T>): Promise<T> {
  return tracer ? tracer(options, work) : work(ignore)
}

const ignore: Describe = () => undefined
