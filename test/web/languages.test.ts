import { readdirSync, readFileSync } from 'node:fs'
import { defaultTreeAdapter, parse, type DefaultTreeAdapterTypes } from 'parse5'
import { expect, test } from 'vitest'
import { languages } from '../../src/subscribers/preference-schemas.ts'
import { choices } from '../../src/topics/catalogue.ts'
import { pageWords } from '../../src/web/words/catalogue.ts'
import { addActive } from '../helpers/subscribers.ts'
import { everyPage } from './every-page.ts'
import { listPapers, testApp } from './test-app.ts'

type Node = DefaultTreeAdapterTypes.ChildNode

/** Names, and texts in places that cannot be marked: a page's title and description. */
const ofPapers =
  /Ada[ -][\w -]*|Ben Sample|Alan Turing|Allen Institute for AI|Folding SL.*asking|Teaches two .* unsure\.|A thing that works\.?/gs

test('every language says all that the others say, and knows every topic', () => {
  const [first, ...others] = languages.map((language) => keysOf(pageWords[language]))
  for (const keys of others) expect(keys).toEqual(first)
  expect(Object.keys(pageWords.de.topics.about).sort()).toEqual(
    choices()
      .map(({ slug }) => slug)
      .sort(),
  )
})

test.each(['de', 'zh'] as const)('nothing in the table of %s was left in English', (language) => {
  // Names, examples and words that German has taken over.
  const shared = /^(Archiv|Code|Feed|Filter|Organisation|Abstract|Paper|benchmark, survey|speculative .*)$/
  const english = textsIn(pageWords.en)
  const left = [...textsIn(pageWords[language])].filter(
    ([path, text]) => english.get(path) === text && !shared.test(text),
  )
  expect(left).toEqual([])
})

test(
  'no page in German has an English word, except in what papers say of themselves',
  { timeout: 120_000 },
  async () => {
    const english = wordsOnlyIn('en', 'de')
    const forOperators = /^(status|preview|inbox)/
    const all = await everyPage(await testApp(), 'de')
    const pages = all.filter(({ name }) => !forOperators.test(name))
    expect(pages.length).toBeGreaterThan(50)
    const faults = pages.flatMap(({ name, html }) =>
      textsOf(html, 'de').flatMap((text) => {
        const found = wordsOf(text.replace(ofPapers, '')).filter((word) => english.has(word))
        return found.length > 0 ? [`${name}: ${found.join(', ')} in “${text.trim()}”`] : []
      }),
    )
    expect([...new Set(faults)]).toEqual([])
    expect(pages.filter(({ html }) => !html.includes('<html lang="de">'))).toEqual([])
    expect(pages.filter(({ headers }) => headers.get('content-language') !== 'de')).toEqual([])
  },
)

test('the address decides, then the subscriber, then the browser, then the brand', async () => {
  const site = await testApp({ brand: { defaults: { language: 'zh' } } })
  const id = await addActive(site.context.db, 'reader@example.org', { language: 'de' })
  const own = site.link('preferences', id)
  const langOf = async (path: string, accept?: string) => {
    const answer = await site.get(path, { headers: accept ? { 'Accept-Language': accept } : {} })
    return answer.headers.get('content-language')
  }
  expect(await langOf('/')).toBe('zh-Hans')
  expect(await langOf('/', 'fr')).toBe('zh-Hans')
  expect(await langOf('/', 'fr, de-AT;q=0.8, en;q=0.9')).toBe('en')
  expect(await langOf('/?lang=de', 'en')).toBe('de')
  expect(await langOf('/?lang=xx', 'en')).toBe('en')
  expect(await langOf(own, 'en')).toBe('de')
  expect(await langOf(`${own}?lang=en`)).toBe('en')
})

test('one reader’s language is not another’s from the cache, and a chosen one is carried on', async () => {
  const site = await testApp()
  await listPapers(site.context, '2026-05-20', [{ id: 'arxiv:1', title: 'Walking' }])
  const get = async (path: string, accept: string) => {
    const answer = await site.get(path, { headers: { 'Accept-Language': accept } })
    return { html: await answer.text(), vary: answer.headers.get('vary') }
  }
  for (const round of [1, 2]) {
    const german = await get('/', 'de')
    expect(german.html, `round ${round}`).toContain('Die neuesten Paper')
    expect(german.vary).toBe('Accept-Encoding, Accept-Language')
    expect(german.html).toContain('href="/papers/arxiv:1"')
    expect((await get('/', 'en')).html).toContain('The latest papers')
    const chosen = await get('/?lang=de', 'en')
    expect(chosen.html).toContain('Die neuesten Paper')
    // Whatever the browser asks for, this address answers the same.
    expect(chosen.vary).toBe('Accept-Encoding')
    expect(chosen.html).toContain('href="/papers/arxiv:1?lang=de"')
    expect(chosen.html).toContain('href="/?lang=de#papers"')
    expect(chosen.html).toContain('<input type="hidden" name="lang" value="de"/>')
    expect(chosen.html).toMatch(/<form [^>]*action="\/subscribe\?lang=de"/)
    expect(chosen.html).toContain('href="/feed.atom"')
    expect(chosen.html).not.toMatch(/assets\/[^"]*lang=/)
  }
})

test('a page names its addresses in all languages', async () => {
  const site = await testApp()
  const head = async (path: string) => (await (await site.get(path)).text()).split('</head>')[0] ?? ''
  const { publicUrl } = site.context.config.web
  const alternates = [
    `<link rel="alternate" hrefLang="en" href="${publicUrl}/how?lang=en"/>`,
    `<link rel="alternate" hrefLang="de" href="${publicUrl}/how?lang=de"/>`,
    `<link rel="alternate" hrefLang="zh-Hans" href="${publicUrl}/how?lang=zh"/>`,
    `<link rel="alternate" hrefLang="x-default" href="${publicUrl}/how"/>`,
  ].join('')
  for (const path of ['/how', '/how?lang=de']) {
    const html = await head(path)
    expect(html).toContain(`<link rel="canonical" href="${publicUrl}${path}"/>`)
    expect(html).toContain(alternates)
  }
})

test('a page in English alone claims no other languages, and leads on in the reader’s', async () => {
  const site = await testApp()
  const { publicUrl } = site.context.config.web
  const html = await (await site.get('/status?lang=de')).text()
  expect(html).toContain('<html lang="en">')
  expect(html).toContain(`<link rel="canonical" href="${publicUrl}/status"/>`)
  expect(html).not.toContain('hrefLang')
  expect(html).toContain('href="/topics?lang=de"')
})

test('preferences that are saved in another language are shown in it', async () => {
  const site = await testApp()
  const id = await addActive(site.context.db, 'reader@example.org', { language: 'de' })
  const page = site.link('preferences', id)
  const form = await (await site.get(page, { headers: { 'Accept-Language': 'en' } })).text()
  expect(form).toContain('Ihre Einstellungen')
  expect(form).toContain('href="/topics?lang=de"')
  expect(form).toContain(`action="${page}"`)
  const saved = await (await site.post(page, { language: 'zh' })).text()
  expect(saved).toContain('已保存')
})

/** "frame.links.home: string", for everything that a language says. */
function keysOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return [`${path}: ${typeof value}`]
  return Object.entries(value)
    .flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`))
    .sort()
}

/** Texts by where they stand; those that take something are left out. */
function textsIn(value: unknown, path = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[path, value]])
  if (typeof value !== 'object' || value === null) return new Map()
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...textsIn(inner, `${path}.${key}`)]))
}

/** Words of our texts, and of the code around them, which both languages have. */
function wordsOnlyIn(one: string, other: string): Set<string> {
  const problems = new URL('../../src/subscribers/problems.ts', import.meta.url)
  const catalogue = new URL('../../src/topics/catalogue.ts', import.meta.url)
  const known = new Set(wordsOf(tableOf(other)))
  const own = wordsOf(tableOf(one) + readFileSync(problems, 'utf8') + readFileSync(catalogue, 'utf8'))
  return new Set(own.filter((word) => !known.has(word)))
}

function tableOf(language: string): string {
  const folder = new URL(`../../src/web/words/${language}/`, import.meta.url)
  const mails = new URL(`../../emails/locales/${language}.ts`, import.meta.url)
  const files = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'))
  return [...files, readFileSync(mails, 'utf8')].join('\n')
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{Script=Latin}’]{2,}/gu) ?? []
}

const spoken = ['title', 'aria-label', 'placeholder', 'alt', 'content']

/** All that a reader sees or hears of a page, without what is marked as being in another language or not to translate. */
function textsOf(html: string, language: string): string[] {
  const texts: string[] = []
  const visit = (node: Node) => {
    if (defaultTreeAdapter.isTextNode(node)) texts.push(node.value)
    if (!defaultTreeAdapter.isElementNode(node) || isForeign(node)) return
    const isMeta = node.tagName === 'meta' && !node.attrs.some(({ value }) => value === 'description')
    if (!isMeta)
      texts.push(...node.attrs.filter(({ name }) => spoken.includes(name)).map(({ value }) => value))
    node.childNodes.forEach(visit)
  }
  const isForeign = ({ tagName, attrs }: DefaultTreeAdapterTypes.Element) =>
    tagName === 'script' ||
    attrs.some(
      ({ name, value }) =>
        (name === 'lang' && value !== language) || (name === 'translate' && value === 'no'),
    )
  parse(html, { scriptingEnabled: false }).childNodes.forEach(visit)
  return texts.filter((text) => text.trim() !== '')
}
