/**
 * Measures how much of a screen the digest email takes on a phone, its subjects and its size, on a recorded day, and writes
 * the table into docs/mail.md. With PICTURES=folder it also saves pictures of a mail of made-up papers.
 *
 * npm run bench:reading
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser } from 'playwright-core'
import { assembleMessage } from '../../src/deliver/message.ts'
import { encodeContent } from '../../src/render/encoded.ts'
import { renderDigest } from '../../src/render/digest-email.ts'
import { createLinkSigner } from '../../src/subscribers/tokens.ts'
import { announceSkips, find, need } from '../helpers/requirements.ts'
import { candidatesOn, mailOf, mailsOfReaders } from './reading-mails.ts'
import { readListed } from './relevance-ranking.ts'
import { saveBrandedPage } from './brand-pictures.ts'
import { savePictures } from './reading-pictures.ts'

const day = process.env['DAY'] ?? '2026-05-20'
const page = fileURLToPath(new URL('../../docs/mail.md', import.meta.url))
const phone = { width: 360, height: 740 }
const subjectMaxChars = 60
/** Recorded days up to `day` whose subjects are looked at. */
const subjectDays = 10
const signer = createLinkSigner(['a key that is only for benchmarks, 32 characters'])

if (!find('recordings') || !find('chromium')) announceSkips()
if (find('chromium')) {
  const browser = await chromium.launch({
    executablePath: need('chromium'),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  const pictures = process.env['PICTURES']
  if (pictures) {
    await savePictures(browser, pictures)
    await saveBrandedPage(browser, pictures)
  }
  if (find('recordings')) await measure(browser)
  await browser.close()
}

async function measure(browser: Browser): Promise<void> {
  const listed = readListed(dirname(need('recordings')))
  const candidates = candidatesOn(listed, day)
  const rows = [...(await measureScreens(browser, candidates)), ...(await measureSubjects(listed))]
  const table = [
    '| | measured | goal |',
    '|---|---|---|',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n')
  console.log(table)
  writeTable(`On ${day}, for a reader of four topics and a keyword:\n\n${table}`)
}

type Row = [what: string, measured: string, goal: string]

async function measureScreens(browser: Browser, candidates: Parameters<typeof mailOf>[0]): Promise<Row[]> {
  const rows: Row[] = []
  for (const [size, goal] of [
    [8, 2000],
    [20, 4000],
  ] as const) {
    const input = mailOf(candidates, day, { size })
    if (input?.picks.length !== size) throw new Error(`${day} has no ${size} papers for this reader`)
    const rendered = await renderDigest(input)
    const { firstTitle, whole } = await heights(browser, rendered.html)
    const identity = { key: 'd1-00000000', to: 'reader@example.org', date: input.slot, headers: {} }
    const mail = { from: { name: 'Paperboy', address: 'news@example.org' } }
    const bytes = assembleMessage({ mail, signer }, identity, encodeContent(rendered)).length
    if (size === 8) rows.push(['first title, 360 px wide', `at ${firstTitle} px`, '300 px'])
    const pixels = (count: number) => `${count.toLocaleString('en')} px`
    rows.push([`${size} papers, 360 px wide`, pixels(whole), pixels(goal)])
    const pictured = await heights(browser, (await renderDigest(withFigure(input))).html)
    rows.push([`${size} papers, the first with a picture`, pixels(pictured.whole), pixels(goal)])
    rows.push([`message of ${size} papers`, `${(bytes / 1000).toFixed(1)} kB`, size === 8 ? '25 kB' : ''])
  }
  return rows
}

/** The same mail, with a picture of the first paper where it has none. */
function withFigure(input: Parameters<typeof renderDigest>[0]): Parameters<typeof renderDigest>[0] {
  const [first, ...rest] = input.picks
  if (!first) return input
  const figureUrl = first.candidate.figureUrl ?? 'https://images.example.org/figure.png'
  return { ...input, picks: [{ ...first, candidate: { ...first.candidate, figureUrl } }, ...rest] }
}

/** In CSS pixels; pictures come in the proportions of a slide. */
async function heights(browser: Browser, html: string): Promise<{ firstTitle: number; whole: number }> {
  const context = await browser.newContext({ viewport: phone })
  const tab = await context.newPage()
  const body = '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="900"/>'
  await tab.route(/^https?:/, (route) => route.fulfill({ contentType: 'image/svg+xml', body }))
  await tab.setContent(html, { waitUntil: 'load' })
  const title = await tab.locator('a[href^="https://huggingface.co/papers/"]').first().boundingBox()
  const whole = await tab.evaluate<number>('document.documentElement.scrollHeight')
  await context.close()
  return { firstTitle: Math.round(title?.y ?? NaN), whole }
}

async function measureSubjects(listed: ReturnType<typeof readListed>): Promise<Row[]> {
  const days = [...new Set(listed.map(({ listedOn }) => listedOn))]
    .filter((one) => one <= day)
    .slice(-subjectDays)
  const seen = new Map<string, number>()
  let [count, cut, long] = [0, 0, 0]
  for (const input of mailsOfReaders(listed, days)) {
    const { subject } = await renderDigest(input)
    count += 1
    cut += subject.includes('…') ? 1 : 0
    long += subject.length > subjectMaxChars ? 1 : 0
    const reason = input.picks[0]?.reason
    const key = `${reason?.kind === 'topic' ? reason.topic : ''} ${subject}`
    seen.set(key, (seen.get(key) ?? 0) + 1)
  }
  const repeated = [...seen.values()].filter((times) => times > 1).length
  const of = (some: number) => `${some} of ${count}`
  return [
    ['subjects that cut a title', of(cut), '0'],
    [`subjects over ${subjectMaxChars} characters`, of(long), '0'],
    ['subjects that a reader had before', of(repeated), '0'],
  ]
}

function writeTable(text: string): void {
  const [begin, end] = ['<!-- reading: written by npm run bench:reading -->', '<!-- end of reading -->']
  const before = readFileSync(page, 'utf8')
  const [from, to] = [before.indexOf(begin), before.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${join('docs', 'mail.md')} has no place for the table`)
  writeFileSync(page, `${before.slice(0, from)}${begin}\n\n${text}\n\n${before.slice(to)}`)
}
