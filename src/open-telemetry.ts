import { AsyncLocalStorage } from 'node:async_hooks'
import {
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { TracingConfig } from './config/config.ts'
import { messageOf } from './errors.ts'
import { logFields, withLogFields, withoutLogFields } from './log-fields.ts'
import { createLimitedLog } from './log-limit.ts'
import type { Logger } from './logger.ts'
import { setTracer, type Tracer } from './tracing.ts'

const kinds = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER, client: SpanKind.CLIENT }

/** A collector that does not answer must not hold up the end of the process. */
const flushWithinMs = 3000

/**
 * Sends spans to a collector from now on.
 *
 * @returns a function that sends what is left, and stops
 */
export function startOpenTelemetry(
  { endpoint, share, service }: TracingConfig,
  logger: Logger,
): () => Promise<void> {
  const log = createLimitedLog(logger)
  const tell = (text: string) =>
    withoutLogFields(() => log('warn', { error: plainError(text) }, 'traces could not be sent'))
  const quiet = () => undefined
  diag.setLogger(
    { error: tell, warn: quiet, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true },
  )
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'process.pid': process.pid }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new BatchSpanProcessor({ exporter, maxQueueSize: 8192 })],
  })
  setTracer(tracerOf(provider))
  return async () => {
    setTracer(null)
    await Promise.race([provider.shutdown().catch((error: unknown) => tell(messageOf(error))), timeUp()])
  }
}

function tracerOf(provider: TracerProvider): Tracer {
  const tracer = provider.getTracer('paperboy')
  const around = new AsyncLocalStorage<Context>()
  return ({ name, kind, attributes }, work) => {
    const parent = around.getStore() ?? ROOT_CONTEXT
    const fields = Object.entries(logFields()).map(([field, value]) => [`paperboy.${field}`, value])
    const span = tracer.startSpan(
      name,
      {
        kind: kind ? kinds[kind] : SpanKind.INTERNAL,
        attributes: { ...Object.fromEntries(fields), ...attributes },
      },
      parent,
    )
    const run = async () => {
      try {
        return await work((more) => void span.setAttributes(more))
      } catch (error) {
        span.recordException(error instanceof Error ? error : messageOf(error))
        span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) })
        throw error
      } finally {
        span.end()
      }
    }
    // The log names the trace, so that the one is found from the other.
    return withLogFields({ trace: span.spanContext().traceId }, () =>
      around.run(trace.setSpan(parent, span), run),
    )
  }
}

/** The SDK tells of an error as JSON, with its stack. */
function plainError(text: string): string {
  const [, message = text] = /"message":"((?:[^"\\]|\\.)*)"/.exec(text) ?? []
  return message.slice(0, 300)
}

function timeUp(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, flushWithinMs).unref()
  })
}
