import type { Context, MiddlewareHandler } from 'hono'
import { parseAccept } from 'hono/utils/accept'
import type { Brand } from '../config/brand.ts'
import type { Language } from '../store/schema.ts'
import { languages } from '../subscribers/preference-schemas.ts'
import { pageWords, type PageWords } from './words/catalogue.ts'

declare module 'hono' {
  interface ContextVariableMap {
    /** In which language a request is answered. */
    speech: Speech
  }
}

/** The language of an answer, and where it comes from. */
export type Speech = {
  language: Language
  /** As the address says. */
  asked: Language | null
  /** As the browser asks for, or else the brand's own: what a link without a language would lead to. */
  negotiated: Language
  /** Whether the page exists in this language alone. */
  isOnlyOne: boolean
}

/** The name in the query string by which a reader chooses. There is no cookie, so links carry it on. */
export const languageParam = 'lang'

/** Finds out in which language to answer: as the address says, else as the browser asks for, else the brand's own. */
export function withLanguage({ defaults }: Brand): MiddlewareHandler {
  return (c, next) => {
    const asked = languages.find((one) => one === c.req.query(languageParam)) ?? null
    const negotiated = acceptedLanguage(c) ?? defaults.language ?? 'en'
    c.set('speech', { language: asked ?? negotiated, asked, negotiated, isOnlyOne: false })
    return next()
  }
}

/** Goes on in a subscriber's own language, where the address names none. */
export function speakAs(c: Context, { language }: { language: Language }): void {
  const speech = c.get('speech')
  if (speech.asked === null) c.set('speech', { ...speech, language })
}

/** For pages that exist in English alone: those for the operator. */
export const inEnglish: MiddlewareHandler = (c, next) => {
  c.set('speech', { ...c.get('speech'), language: 'en', isOnlyOne: true })
  return next()
}

/** What a handler says of its own. */
export function wordsFor(c: Context): PageWords {
  return pageWords[c.get('speech').language]
}

/** The first of the browser's languages that we have. */
function acceptedLanguage(c: Context): Language | undefined {
  const wanted = parseAccept(c.req.header('Accept-Language') ?? '')
    .filter(({ q }) => q > 0)
    .toSorted((a, b) => b.q - a.q)
    .map(({ type }) => type.toLowerCase().split('-')[0])
  return wanted.map((one) => languages.find((known) => known === one)).find((known) => known !== undefined)
}

/** Links and forms that lead to a page of ours: what stands before the path, the path, the query and the fragment. */
const ownPages =
  /(<(?:a|form|button) (?:[^>]*? )?(?:href|action|formAction)=")(\/(?!\/)[^"?#]*)(\?[^"#]*)?(#[^"]*)?"/g
/** Pages have languages; files and feeds do not. */
const isFile = /^\/(?:assets\/|api\/)|\.(?:atom|json|bib|ris|xml|txt)$/
/** These pages are in their subscriber's language, which may just have changed. */
const knowsItself = /^\/(?:preferences|confirm|unsubscribe|undo|export|erase)\//

/** Adds the language to all links and forms of a rendered page that lead to pages which would not have it by themselves. */
export function carryLanguage(html: string, speech: Speech): string {
  const { asked, negotiated, isOnlyOne } = speech
  // From a page in English alone, readers go on in the language that they came in.
  const language = isOnlyOne ? (asked ?? negotiated) : speech.language
  if (asked === null && language === negotiated) return html
  return html.replace(ownPages, (whole, start: string, path: string, query = '', fragment = '') => {
    if (isFile.test(path) || (asked === null && knowsItself.test(path))) return whole
    return `${start}${path}${query ? `${query}&amp;` : '?'}${languageParam}=${language}${fragment}"`
  })
}
