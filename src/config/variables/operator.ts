import { z } from 'zod'
import { bearerToken, logLevels, secretKey, url, webAddress } from './formats.ts'
import { everyPart, references } from './reference.ts'

export const operatorVariables = {
  OPERATOR_EMAIL: z
    .string()
    .regex(/^[^\s<>@]+@[^\s<>@]+$/, 'must be an address: ops@example.org')
    .optional()
    .register(references, {
      description:
        'Who receives alerts (a failed digest, too many bounces), the week in figures and previews.',
      format: 'address',
      unset: 'the built-in inbox, or nobody',
      readBy: ['web', 'worker', 'scheduler'],
      example: 'ops@example.org',
    }),
  OPERATOR_TOKEN: secretKey.optional().register(references, {
    description: 'The password of [`/preview`](web.md#the-operators-preview). Any user name is accepted.',
    format: 'at least 32 characters, e.g. from `openssl rand -hex 32`',
    unset: 'the page is there only where everything is embedded',
    readBy: ['web'],
    example: null,
  }),
  METRICS_TOKEN: bearerToken.optional().register(references, {
    description: 'The bearer token with which Prometheus reads [`/metrics`](operating.md#monitoring).',
    format: 'at least 16 letters, digits and `- . _ ~ + /`',
    unset: 'there is no such page',
    readBy: everyPart,
    example: null,
  }),
  HEARTBEAT_URL: url('http:', 'https:')
    .optional()
    .register(references, {
      description: 'Asked for after each edition that was sent, so that a monitor notices silence.',
      format: 'URL',
      unset: 'nothing is asked for',
      readBy: ['scheduler'],
      example: 'https://monitor.example.org/ping/1234',
    }),
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress.optional().register(references, {
    description:
      'The collector that [traces](operating.md#traces) go to, in OTLP over HTTP. What else OpenTelemetry reads of the environment for its exporter counts too, like `OTEL_EXPORTER_OTLP_HEADERS`.',
    format: 'URL, without `/v1/traces`',
    unset: 'no traces are made',
    readBy: everyPart,
    example: 'http://localhost:4318',
  }),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number('must be a number').min(0).max(1).default(1).register(references, {
    description: 'The share of traces that are recorded.',
    readBy: everyPart,
    example: '0.01',
  }),
  LOG_LEVEL: z
    .enum(logLevels, `must be one of ${logLevels.join(', ')}`)
    .default('info')
    .register(references, {
      description: 'How much is logged. `paperboy daily` logs from `warn` on unless this is set.',
      readBy: [...everyPart, 'daily'],
      example: 'info',
    }),
}
