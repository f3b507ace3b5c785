import type { z } from 'zod'
import { UserError } from '../errors.ts'
import { variables } from './variables/variables.ts'

/** The environment's variables, each checked and in the type that it stands for. */
export type Environment = z.infer<typeof variables>

/**
 * Checks the environment. Reads no file and changes nothing.
 *
 * @throws {UserError} with a line for each variable that is missing or wrong
 */
export function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
  const trimmed = Object.entries(env).map(([name, value]) => [name, trim(name, value)] as const)
  // An empty value is how .env files and compose say "not set".
  const given = Object.fromEntries(trimmed.filter(([, value]) => value !== ''))
  const parsed = variables.safeParse(given)
  if (!parsed.success) {
    throw new UserError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
    )
  }
  const problems = findContradictions(parsed.data)
  if (problems.length > 0) throw new UserError(problems.join('\n'))
  return parsed.data
}

/** A file with Windows' line ends leaves a CR after each value. A key is kept as it is: it has signed links so. */
function trim(name: string, value: string | undefined): string | undefined {
  return name === 'SECRET_KEY' || name === 'SECRET_KEYS' ? value : value?.trim()
}

/** What is wrong with variables that are each fine alone. */
function findContradictions(values: Environment): string[] {
  const problems: string[] = []
  // Servers that share a database must share the key: links signed by one are opened at another.
  if (values.DATABASE_URL && !values.SECRET_KEY && !values.SECRET_KEYS) {
    problems.push(
      'SECRET_KEY: must be set when DATABASE_URL is, e.g. to the output of `openssl rand -hex 32`',
    )
  }
  if (values.SECRET_KEY && values.SECRET_KEYS) {
    problems.push('SECRET_KEY: set this one or SECRET_KEYS, not both')
  }
  // Laws on bulk mail require it in every message, and a server's mail goes to strangers.
  if (values.DATABASE_URL && !values.POSTAL_ADDRESS) {
    problems.push(
      "POSTAL_ADDRESS: must be set when DATABASE_URL is: the operator's, for the footer of each mail",
    )
  }
  if (values.BOUNCE_IMAP_TOKEN_FILE && !values.BOUNCE_IMAP_URL) {
    problems.push('BOUNCE_IMAP_TOKEN_FILE: has no use without BOUNCE_IMAP_URL')
  }
  if (values.SMTP_URL && values.LANES_FILE) {
    problems.push('LANES_FILE: set this one or SMTP_URL, not both')
  }
  return problems
}
