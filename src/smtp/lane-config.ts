import { readFileSync } from 'node:fs'
import { parseConnectionUrl } from 'nodemailer/lib/shared'
import { z } from 'zod'
import { messageOf, UserError } from '../errors.ts'
import type { SmtpOptions } from './connection.ts'
import { isLoopbackRelay, smtpUrlProblem } from './smtp-url.ts'

/** What a lane may carry: digests, and mails that answer a person's own request. */
export const streams = ['editions', 'transactional'] as const
export type Stream = (typeof streams)[number]

const count = z.int().min(1)

const LaneEntry = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be a short name: a-z, 0-9 and hyphens'),
  url: z.string().superRefine((value, context) => {
    const problem = smtpUrlProblem(value)
    if (problem) context.addIssue(problem)
  }),
  weight: z.number().positive().default(1),
  connections: count.max(500).default(5),
  transactionalConnections: count.max(50).default(1),
  messagesPerConnection: count.optional(),
  pipelining: z.boolean().default(true),
  transactionalShare: z.number().min(0).max(0.9).default(0.1),
  carries: z
    .array(z.enum(streams))
    .min(1)
    .default([...streams]),
  perSecond: count.optional(),
  perHour: count.optional(),
  perDay: count.optional(),
  warmUp: z
    .strictObject({
      from: z.iso.date(),
      start: count,
      factor: z.number().min(1).max(3).default(1.5),
    })
    .optional(),
})
type LaneEntry = z.infer<typeof LaneEntry>

const LanesFile = z.array(LaneEntry).min(1)

/** One SMTP account with its limits. All workers together keep the caps; the connections are each worker's. */
export type LaneConfig = Omit<LaneEntry, 'url'> & { smtp: SmtpOptions }

/** A lane for an SMTP URL, with default limits. */
export function laneTo(url: string, settings: Partial<Omit<LaneEntry, 'url'>> = {}): LaneConfig {
  return toConfig(LaneEntry.parse({ name: 'smtp', ...settings, url }))
}

/**
 * Reads the lanes from a JSON file: an array with an object for each SMTP account.
 *
 * @throws {UserError} naming the lane and the field that is wrong
 */
export function readLanesFile(path: string): LaneConfig[] {
  const parsed = LanesFile.safeParse(readJson(path))
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`)
    throw new UserError(`LANES_FILE: ${path}:\n${problems.join('\n')}`)
  }
  const names = parsed.data.map((lane) => lane.name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice) throw new UserError(`LANES_FILE: ${path}: there are two lanes “${twice}”`)
  for (const stream of streams) {
    if (parsed.data.some((lane) => lane.carries.includes(stream))) continue
    throw new UserError(`LANES_FILE: ${path}: no lane carries ${stream}`)
  }
  return parsed.data.map(toConfig)
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UserError(`LANES_FILE: ${path}: ${messageOf(error)}`)
  }
}

function toConfig({ url, ...lane }: LaneEntry): LaneConfig {
  return { ...lane, smtp: withTls(parseConnectionUrl(url) as SmtpOptions) }
}

/** Without this, nodemailer logs in without TLS if the relay does not offer it, or if an attacker strips the offer. */
function withTls(smtp: SmtpOptions): SmtpOptions {
  const isLocal = isLoopbackRelay(smtp.host)
  const isChosen = smtp.secure || smtp.ignoreTLS || smtp.requireTLS !== undefined
  return smtp.auth && !isLocal && !isChosen ? { ...smtp, requireTLS: true } : smtp
}

/** How many messages a lane may send on a day (UTC), or null where there is no limit. */
export function dailyCap(
  { perDay, warmUp }: Pick<LaneConfig, 'perDay' | 'warmUp'>,
  now: Date,
): number | null {
  if (!warmUp) return perDay ?? null
  const day = Math.max(0, Math.floor((now.getTime() - Date.parse(warmUp.from)) / 86_400_000))
  const warm = Math.floor(warmUp.start * warmUp.factor ** day)
  const cap = Math.min(warm, perDay ?? Number.POSITIVE_INFINITY)
  // At volumes that nobody reaches, the lane counts as warm.
  return cap < 1e9 ? cap : (perDay ?? null)
}
