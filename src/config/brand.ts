import { readFileSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { z } from 'zod'
import { versionOf } from '../content-version.ts'
import { messageOf, UserError } from '../errors.ts'
import { cadences, languages } from '../subscribers/preference-schemas.ts'
import { memoize } from '../memoize.ts'
import { routes } from '../routes.ts'
import { choices, findTopic } from '../topics/catalogue.ts'
import { contrast } from './contrast.ts'

/** Whose name readers see, and how it looks: on pages, in mails, feeds and headers. */
export type Brand = {
  name: string
  tagline: string
  /** Shown in place of the name, with the name as its text; null for the name in letters. */
  logo: { light: BrandFile; dark: BrandFile } | null
  favicon: BrandFile | null
  /** The picture of a card that other sites show of a page without one of its own. */
  socialCard: BrandFile | null
  /** Null for the colours that pages and mails have by themselves. */
  colors: { light: BrandColors; dark: BrandColors } | null
  /** Where answers to mails go; null for the sender's address. */
  replyTo: string | null
  /** A line of one's own at the foot of pages and mails, by language. */
  footer: { [language in Language]?: string | undefined }
  links: readonly { label: string; url: string }[]
  /** What a new subscriber has who does not choose. */
  defaults: { language?: Language | undefined; cadence?: (typeof cadences)[number] | undefined }
  /** The slugs that forms offer, in the catalogue's order; null for all. */
  topics: readonly string[] | null
}

type Language = (typeof languages)[number]

/** Of text on the ground: names and dates of note, and links with buttons. */
export type BrandColors = { accent: string; link: string }

/** A picture that comes with the brand, as it is served. */
export type BrandFile = { type: string; extension: string; content: Buffer; version: string }

/** What an installation is called that says nothing of its own. */
export const defaultBrand: Brand = {
  name: 'Paperboy',
  tagline: 'Trending papers, brought to your door',
  logo: null,
  favicon: null,
  socialCard: null,
  colors: null,
  replyTo: null,
  footer: {},
  links: [],
  defaults: {},
  topics: null,
}

/** The grounds that text stands on, as pages and mails have them: emails/theme.ts. */
const grounds = { light: ['#fbf9f4', '#fffdf9', '#f2ecdf'], dark: ['#1b1a18', '#211f1c', '#2a2723'] } as const
/** WCAG 2.2, success criterion 1.4.3, for text of any size. */
const leastContrast = 4.5

const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), 'must be one line')
const color = z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour like #1b3f6b')
const schemeColors = z.strictObject({ accent: color, link: color })
const file = z.string().min(1)

const BrandFileShape = z.strictObject({
  // In the header List-Id and in the names of senders, where other characters must be encoded or quoted.
  name: line(40).refine((name) => !/[<>"\\]/.test(name), 'must hold no < > " or \\'),
  tagline: line(100).optional(),
  logo: z.strictObject({ light: file, dark: file.optional() }).optional(),
  favicon: file.optional(),
  socialCard: file.optional(),
  colors: z.strictObject({ light: schemeColors, dark: schemeColors }).optional(),
  replyTo: z.email('must be an address: hello@example.org').optional(),
  footer: z.partialRecord(z.enum(languages), line(300)).optional(),
  links: z
    .array(
      z.strictObject({
        label: line(40),
        url: z.url({ protocol: /^(https?|mailto)$/, error: 'must be an address on the web, or mailto:' }),
      }),
    )
    .max(6)
    .optional(),
  defaults: z
    .strictObject({ language: z.enum(languages).optional(), cadence: z.enum(cadences).optional() })
    .optional(),
  topics: z
    .array(
      z.string().refine((slug) => findTopic(slug), {
        error: (issue) => `there is no topic “${String(issue.input)}”`,
      }),
    )
    .min(1)
    .optional(),
})

/**
 * Reads the operator's brand file, and the pictures that it names beside it.
 *
 * @param path null for Paperboy's own
 * @throws {UserError} naming the file, each field that is wrong and what is wrong with it
 */
export function readBrand(path: string | null): Brand {
  if (path === null) return defaultBrand
  const problem = (text: string) => new UserError(`BRAND: ${path}: ${text}`)
  const parsed = BrandFileShape.safeParse(parseJson(path))
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || 'file'}: ${issue.message}`)
    throw problem(`\n${lines.join('\n')}`)
  }
  const { logo, favicon, socialCard, colors, topics, defaults, ...texts } = parsed.data
  const faint = colors ? faintColors(colors) : []
  if (faint.length > 0) throw problem(`\n${faint.join('\n')}`)
  const read = (name: string) => readPicture(resolve(dirname(path), name), problem)
  return {
    name: texts.name,
    tagline: texts.tagline ?? defaultBrand.tagline,
    footer: texts.footer ?? {},
    links: texts.links ?? [],
    replyTo: texts.replyTo ?? null,
    logo: logo ? { light: read(logo.light), dark: read(logo.dark ?? logo.light) } : null,
    favicon: favicon ? read(favicon) : null,
    socialCard: socialCard ? read(socialCard) : null,
    colors: colors ?? null,
    defaults: defaults ?? {},
    topics: topics
      ? choices()
          .map(({ slug }) => slug)
          .filter((slug) => topics.includes(slug))
      : null,
  }
}

/** Where a picture of the brand is served. The address changes with the content, so that it may be kept for a year. */
export function brandFileHref(name: string, { extension, version }: BrandFile): string {
  return `${routes.brandFile.href({ file: name + extension })}?v=${version}`
}

/** The name for headers that other programs read, without accents and other scripts; "Newsletter" where nothing is left. */
export function asciiName({ name }: Brand): string {
  return toAscii(name)
}

const toAscii = memoize(10, (name: string) => {
  const ascii = name
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return ascii || 'Newsletter'
})

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UserError(`BRAND: cannot read ${path}: ${messageOf(error)}`)
  }
}

/** One line for each colour that is hard to read on a ground of ours. */
function faintColors(colors: NonNullable<Brand['colors']>): string[] {
  return (['light', 'dark'] as const).flatMap((scheme) =>
    (['accent', 'link'] as const).flatMap((name) => {
      const weakest = Math.min(...grounds[scheme].map((ground) => contrast(colors[scheme][name], ground)))
      if (weakest >= leastContrast) return []
      return [
        `  colors.${scheme}.${name}: ${colors[scheme][name]} has a contrast of ${weakest.toFixed(1)} to 1 on the ${scheme} ground, ` +
          `and text needs ${leastContrast}: choose a ${scheme === 'light' ? 'darker' : 'lighter'} one`,
      ]
    }),
  )
}

const pictureTypes: Readonly<Record<string, string>> = {
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
}
const maxPictureBytes = 500_000

function readPicture(path: string, problem: (text: string) => UserError): BrandFile {
  const extension = extname(path).toLowerCase()
  const type = pictureTypes[extension]
  if (!type) throw problem(`${path} is no picture: use ${Object.keys(pictureTypes).join(', ')}`)
  let content: Buffer
  try {
    content = readFileSync(path)
  } catch (error) {
    throw problem(`cannot read ${path}: ${messageOf(error)}`)
  }
  if (content.length > maxPictureBytes) {
    throw problem(`${path} has ${content.length} bytes, and a picture may have ${maxPictureBytes}`)
  }
  // Here, and not for each page that names it.
  return { type, extension, content, version: versionOf(content) }
}
