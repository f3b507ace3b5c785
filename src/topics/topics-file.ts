import { readFileSync } from 'node:fs'
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml'
import { z } from 'zod'
import { messageOf, UserError } from '../errors.ts'
import { furtherTopics, topics } from './catalogue.ts'
import { ourSlugs, type OwnTopic } from './own-topics.ts'
import { words } from './tokens.ts'

const maxTopics = 50
const maxPhrases = 200

const line = (max: number) =>
  z
    .string('must be a text')
    .trim()
    .min(1, 'must not be empty')
    .max(max, `must have ${max} characters at most`)
    .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), 'must be one line')

const slug = z
  .string('must be a text')
  // Not a number first: it would change its place among the keys of an object.
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case letters and digits, like quantum-ml')
  .max(40, 'must have 40 characters at most')

const phrase = line(80).refine((text) => words(text).length > 0, {
  error: (issue) =>
    `“${String(issue.input)}” has no letter of a to z and no digit: papers are searched in English`,
})

const category = z.string('must be a text').regex(/^[a-z-]+(\.[A-Za-z-]+)?$/, {
  error: (issue) => `“${String(issue.input)}” is no category of arXiv’s, like q-bio.NC or quant-ph`,
})

const Entry = z
  .strictObject(
    {
      slug,
      name: z.union(
        [line(40), z.strictObject({ en: line(40), de: line(40).optional(), zh: line(40).optional() })],
        {
          error: 'must be a text of 40 characters at most, or one in each language: { en: …, de: …, zh: … }',
        },
      ),
      about: line(120).optional(),
      group: line(40).optional(),
      parent: z
        .string('must be a text')
        .refine((text) => topics.some((one) => one.slug === text), {
          error: (issue) =>
            `“${String(issue.input)}” is none of the ${topics.length} topics that come with Paperboy (paperboy topics lists them)`,
        })
        .optional(),
      phrases: z
        .array(phrase, 'must be a list, like [spiking neural network, neuromorphic]')
        .max(maxPhrases, `must be ${maxPhrases} at most`)
        .default([]),
      categories: z.array(category, 'must be a list, like [q-bio.NC]').default([]),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `there is no field “${issue.keys.join('”, “')}”. Choose from: slug, name, about, group, parent, phrases, categories`
          : 'must be fields with values: slug, name, phrases',
    },
  )
  .superRefine((entry, context) => {
    if (entry.phrases.length + entry.categories.length === 0)
      context.addIssue(
        'has neither phrases nor categories: give what its papers say, or where they are listed',
      )
    if (entry.parent !== undefined && entry.group !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['group'],
        message: 'a part of a topic is in the group of its parent: leave it out',
      })
  })
type Entry = z.infer<typeof Entry>

/**
 * Reads the operator's file of topics: docs/topics.md.
 *
 * @param path null where there is none
 * @throws {UserError} with a line for each thing that is wrong
 */
export function readTopicsFile(path: string | null): OwnTopic[] {
  if (path === null) return []
  try {
    return parseTopics(path, readFileSync(path, 'utf8').replace(/^\uFEFF/, ''))
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`TOPICS: ${path} cannot be read: ${messageOf(error)}`)
  }
}

/** @throws {UserError} as `readTopicsFile` */
export function parseTopics(path: string, text: string): OwnTopic[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const tell = (offset: number, problem: string) =>
    `TOPICS: ${path}, line ${lines.linePos(offset).line}: ${problem}`
  const refuse = (problems: readonly string[]) => new UserError(problems.join('\n'))
  if (document.errors.length > 0)
    throw refuse(document.errors.map(({ pos, message }) => tell(pos[0], message)))
  const given: unknown = document.toJS()
  if (!Array.isArray(given))
    throw refuse([tell(0, 'must be a list of topics, each like “- slug: quantum-ml”')])
  if (given.length > maxTopics)
    throw refuse([tell(0, `lists ${given.length} topics; ${maxTopics} is the most`)])
  const problems: string[] = []
  const own = new Map<string, OwnTopic>()
  for (const [at, value] of given.entries()) {
    const problem = (where: readonly PropertyKey[], what: string) =>
      void problems.push(tell(offsetOf(document, [at, ...where]), [...where.slice(0, 1), what].join(': ')))
    const parsed = Entry.safeParse(value)
    if (!parsed.success) {
      for (const issue of parsed.error.issues) problem(issue.path, issue.message)
      continue
    }
    const topic = toTopic(parsed.data)
    if (ourSlugs.has(topic.slug))
      problem(['slug'], `Paperboy has a topic “${topic.slug}” itself: choose another slug`)
    else if (own.has(topic.slug))
      problem(['slug'], `an earlier topic is “${topic.slug}” too: choose another slug`)
    else own.set(topic.slug, topic)
  }
  if (problems.length > 0) throw refuse(problems)
  return [...own.values()]
}

function toTopic({ slug: own, name, about, group, parent, phrases, categories }: Entry): OwnTopic {
  const whole = topics.find((one) => one.slug === parent)
  const { en, ...names } = typeof name === 'string' ? { en: name } : name
  return {
    slug: whole ? `${whole.slug}.${own}` : own,
    name: en,
    names,
    group: whole?.group ?? group ?? furtherTopics,
    about: about ?? [...phrases, ...categories].slice(0, 6).join(', '),
    phrases,
    categories,
  }
}

/** Where a value begins, or the nearest one around it that is there. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const parent: unknown = document.getIn(path.slice(0, depth - 1), true)
    const key = path[depth - 1]
    const pair = isMap(parent)
      ? parent.items.find((one) => isScalar(one.key) && one.key.value === key)?.key
      : document.getIn(path.slice(0, depth), true)
    if (isNode(pair) && pair.range) return pair.range[0]
  }
  return 0
}
