import { topicName } from '../topics/catalogue.ts'

/**
 * What is said in English of each problem that a typed value can have, given what it is about: the value, or the limit
 * that it exceeds. Pages have these in other languages too.
 */
export const problemTexts = {
  'no address': (_about: string) => 'Write your email address.',
  'not an address': (_about: string) => 'Write one address, like name@example.org.',
  'invisible characters': (_about: string) => 'The address has invisible characters in it. Type it anew.',
  'accents before the @': (_about: string) =>
    'Letters before the @ must be plain ones, without accents: a to z.',
  'not a domain': (_about: string) => 'The part after the @ is not a domain name, like example.org.',
  'address too long': (_about: string) => 'The address is too long.',
  'unknown topic': (slug: string) => `There is no topic “${slug}”.`,
  'keyword too long': (most: string) => `A keyword can have ${most} characters at most.`,
  'too many keywords': (most: string) => `There can be ${most} keywords at most.`,
  'name too long': (most: string) => `A name can have ${most} characters at most.`,
  'too many names': (most: string) => `There can be ${most} of them at most.`,
  'not yes or no': (_about: string) => 'Say yes or no.',
  'unknown cadence': (_about: string) => 'Choose daily, weekdays or weekly.',
  'unknown language': (_about: string) => 'Choose en, de or zh.',
  'not an hour': (_about: string) => 'Choose an hour from 0 to 23.',
  'not a number of papers': (most: string) => `Choose from 1 to ${most} papers.`,
  'not a day': (_about: string) => 'Write a day, like 2026-05-31.',
  'unknown time zone': (name: string) => `There is no time zone “${name}”. Choose one like Europe/Berlin.`,
  'chosen and muted': (slug: string) => `${topicName(slug)} cannot be both chosen and muted.`,
  'not valid': (_about: string) => 'This is not valid.',
}

export type ProblemCode = keyof typeof problemTexts

/** What is wrong with a typed value; `about` is empty where the code says it all. */
export type Problem = { code: ProblemCode; about: string }

/** In English, for command lines and reports. */
export function tellProblem({ code, about }: Problem): string {
  return problemTexts[code](about)
}

/** Of several fields, each told once. */
export function tellProblems(problems: Readonly<Record<string, Problem | undefined>>): string[] {
  const told = Object.values(problems).flatMap((problem) => (problem ? [tellProblem(problem)] : []))
  return [...new Set(told)]
}

/** How a schema's message says which problem there is: `readProblem` reads it. */
export function problemMessage(code: ProblemCode, about: string | number = ''): string {
  return `${code}: ${about}`
}

export function readProblem(message: string | undefined): Problem {
  const [code = '', about = ''] = (message ?? '').split(/: (.*)/s)
  return isProblemCode(code) ? { code, about } : { code: 'not valid', about: '' }
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problemTexts, code)
}
