// Writes docs/api.md from the schemas of the JSON API and the list of routes; with --check, tells whether it is as it would be.
import { readFileSync, writeFileSync } from 'node:fs'
import { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { routes } from '../src/routes.ts'
import * as reads from '../src/web/api/routes.ts'

const path = 'docs/api.md'

type Schema = {
  $ref?: string | undefined
  type?: string | string[] | undefined
  anyOf?: Schema[] | undefined
  enum?: (string | number | null)[] | undefined
  const?: string | number | undefined
  items?: Schema | undefined
  additionalProperties?: Schema | boolean | undefined
  properties?: Record<string, Schema> | undefined
  allOf?: Schema[] | undefined
  required?: string[] | undefined
  minimum?: number | undefined
  maximum?: number | undefined
  maxLength?: number | undefined
  default?: unknown
  example?: unknown
  description?: string | undefined
}
const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    anyOf: z.array(Schema).optional(),
    allOf: z.array(Schema).optional(),
    enum: z.array(z.union([z.string(), z.number(), z.null()])).optional(),
    const: z.union([z.string(), z.number()]).optional(),
    items: Schema.optional(),
    additionalProperties: z.union([Schema, z.boolean()]).optional(),
    properties: z.record(z.string(), Schema).optional(),
    required: z.array(z.string()).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    maxLength: z.number().optional(),
    default: z.unknown().optional(),
    example: z.unknown().optional(),
    description: z.string().optional(),
  }),
)
const Parameter = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  schema: Schema,
})
const Operation = z.object({
  summary: z.string(),
  parameters: z.array(Parameter).default([]),
  responses: z.record(
    z.string(),
    z.object({
      description: z.string(),
      content: z.record(z.string(), z.object({ schema: Schema })).default({}),
    }),
  ),
})
const Document = z.object({
  paths: z.record(z.string(), z.object({ get: Operation })),
  components: z.object({ schemas: z.record(z.string(), Schema) }),
})

const text = apiPage()
if (!process.argv.includes('--check')) writeFileSync(path, text)
else if (readFileSync(path, 'utf8') !== text) {
  process.stderr.write(`${path} is not what the schemas of the API say: npm run docs:write\n`)
  process.exitCode = 1
}

function apiPage(): string {
  const api = new OpenAPIHono()
  for (const read of Object.values(reads)) api.openAPIRegistry.registerPath(read)
  const info = { title: 'Paperboy', version: '1' }
  const { paths, components } = Document.parse(api.getOpenAPI31Document({ openapi: '3.1.0', info }))
  const sections = Object.entries(paths).map(([where, { get }]) => operation(where, get))
  const schemas = Object.entries(components.schemas).map(([name, schema]) => shape(name, schema))
  return [intro(), ...sections, '## Shapes\n', ...schemas, others()].join('\n')
}

function intro(): string {
  return `# API

Written by \`npm run docs:write\` from the schemas that the answers are made to.

The JSON API has what the [public pages](web.md) have. It only reads, and needs no key. Pages on any other website may call
it (CORS). A running installation describes it at \`${routes.apiDocument.path}\` (OpenAPI 3.1).

\`\`\`sh
curl https://papers.example.org${routes.apiLatestDigest.path}?topic=robotics
\`\`\`

Answers have a weak \`ETag\`: with \`If-None-Match\`, 304 says that nothing has changed. Errors are problem documents
(\`application/problem+json\`, RFC 9457) whose \`detail\` says what to do. After 429, wait for the seconds in \`Retry-After\`.
Fields may be added within a version; ignore those that you do not know.
`
}

function operation(where: string, { summary, parameters, responses }: z.infer<typeof Operation>): string {
  const rows = parameters.map(
    ({ name, in: place, required, schema }) =>
      `| \`${name}\` | ${place}${required ? '' : ', optional'} | ${cell(typeOf(schema), noteOf(schema))} |`,
  )
  const table = rows.length > 0 ? ['| parameter | in | |', '|---|---|---|', ...rows, ''].join('\n') : ''
  const answers = Object.entries(responses).map(([status, { description, content }]) => {
    const [schema] = Object.values(content).map((one) => typeOf(one.schema))
    return `| ${status} | ${description} | ${schema ?? ''} |`
  })
  return [
    `## GET ${where}\n`,
    `${summary}.\n`,
    table,
    '| answer | | body |',
    '|---|---|---|',
    ...answers,
    '',
  ].join('\n')
}

function shape(name: string, schema: Schema): string {
  const heading = `### ${name}\n\n${schema.description ? `${schema.description}.\n` : ''}`
  const fields = [...(schema.allOf ?? []), schema].flatMap((one) => Object.entries(one.properties ?? {}))
  if (fields.length === 0) return `${heading}${cell(typeOf(schema), '')}\n`
  const rows = fields.flatMap(([field, value]) => fieldRows(field, value))
  return [heading, '| field | type | |', '|---|---|---|', ...rows, ''].join('\n')
}

/** An object inside has a row for each of its fields. */
function fieldRows(field: string, schema: Schema): string[] {
  const inside = Object.entries(schema.properties ?? {})
  if (inside.length > 0) return inside.flatMap(([name, value]) => fieldRows(`${field}.${name}`, value))
  return [`| \`${field}\` | ${typeOf(schema)} | ${noteOf(schema)} |`]
}

function typeOf(schema: Schema): string {
  if (schema.$ref) {
    const name = schema.$ref.replace(/^.*\//, '')
    return `[${name}](#${name.toLowerCase()})`
  }
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ')
  if (schema.allOf)
    return schema.allOf
      .filter((one) => one.$ref)
      .map(typeOf)
      .join(' and ')
  if (schema.items) return `list of ${typeOf(schema.items)}`
  if (typeof schema.additionalProperties === 'object') return `${typeOf(schema.additionalProperties)} by name`
  return [schema.type ?? []].flat().join(' or ')
}

function noteOf({ description, example, minimum, maximum, maxLength, default: value }: Schema): string {
  return [
    description,
    minimum !== undefined && maximum !== undefined && maximum < 1e9 ? `${minimum} to ${maximum}` : undefined,
    maxLength === undefined ? undefined : `at most ${maxLength} characters`,
    value === undefined ? undefined : `default \`${JSON.stringify(value)}\``,
    example === undefined
      ? undefined
      : `e.g. \`${typeof example === 'string' ? example : JSON.stringify(example)}\``,
  ]
    .filter((part) => part !== undefined)
    .join('; ')
}

function cell(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('; ')
}

function others(): string {
  const rows = [
    [routes.feed.path, 'Atom feed of the newest papers'],
    [routes.topicFeed.path, 'the same of one topic'],
    [
      routes.ownFeed.path,
      'what was chosen for one subscriber, as Atom; its address is on their preferences page',
    ],
    [routes.ownJsonFeed.path, 'the same as JSON Feed'],
    [routes.bibtex.path, 'one paper as BibTeX'],
    [routes.ris.path, 'one paper as RIS'],
    [routes.sitemap.path, 'for crawlers'],
    [routes.alive.path, '200 while the process answers ([health](operating.md#health))'],
    [routes.ready.path, '200 while the database answers too'],
    [routes.metrics.path, 'for Prometheus, with `METRICS_TOKEN` ([monitoring](web.md#monitoring))'],
    [routes.editionFigures.path, 'an edition’s accounting as JSON, with `OPERATOR_TOKEN`'],
    [
      routes.webhook.path,
      'takes providers’ reports of bounces and complaints ([webhooks](bounces.md#webhooks))',
    ],
    [routes.unsubscribe.path, 'POST `List-Unsubscribe=One-Click` ends a subscription (RFC 8058)'],
  ]
  return [
    '## Other addresses for programs\n',
    '| address | |',
    '|---|---|',
    ...rows.map(([where = '', what = '']) => `| \`${where}\` | ${what} |`),
    '',
  ].join('\n')
}
