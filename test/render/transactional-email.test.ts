import { defaultBrand } from '../../src/config/brand.ts'
import { mailBrand } from '../../src/render/mail-brand.ts'
import { paperboyBrand } from '../../emails/brand.ts'
import { expect, test } from 'vitest'
import {
  renderConfirmation,
  renderErasure,
  renderExport,
  renderGoodbye,
  renderManageLink,
  renderRestored,
} from '../../src/render/transactional-email.ts'
import { visibleText } from './html.ts'

const website = 'https://papers.example.org/'
const confirmUrl = 'https://papers.example.org/confirm/a.b.c.dddddddddddddddddddddddddddd'
const manageUrl = 'https://papers.example.org/preferences/a.b.c.dddddddddddddddddddddddddddd'
const links = {
  unsubscribe: 'https://papers.example.org/unsubscribe/a.b.c.dddddddddddddddddddddddddddd',
  preferences: manageUrl,
  why: `${manageUrl}/why`,
}

test('a confirmation says what was asked for and links once to say yes', async () => {
  const { subject, html, text } = await renderConfirmation({
    language: 'en',
    brand: paperboyBrand,
    url: confirmUrl,
    website,
    links,
    chosen: { topics: ['robotics', 'reasoning', 'https://spam.example'], typed: 0 },
    schedule: { cadence: 'weekdays', hour: 7, timeZone: 'Europe/Berlin' },
    postalAddress: '4 Example Lane',
  })
  expect(subject).toBe('Confirm your subscription to Paperboy')
  for (const said of [visibleText(html), text.replace(/\s+/g, ' ')]) {
    expect(said).toContain('every weekday at 07:00 (Europe/Berlin)')
    expect(said).toContain('The topics: Reasoning and Robotics.')
    expect(said).toContain('no digest is sent to an address that was not confirmed')
    expect(said).toContain('4 Example Lane')
    expect(said).not.toContain('spam')
  }
  expect(new Set([...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url))).toEqual(
    new Set([confirmUrl, website, ...Object.values(links)]),
  )
  expect(text.split('\n')).toContain(confirmUrl)
})

test('a confirmation without topics says what comes then', async () => {
  const input = {
    language: 'en',
    brand: paperboyBrand,
    url: confirmUrl,
    website,
    links,
    schedule: { cadence: 'daily', hour: 0, timeZone: 'UTC' },
    postalAddress: null,
  } as const
  const textFor = async (typed: number) =>
    (await renderConfirmation({ ...input, chosen: { topics: [], typed } })).text.replace(/\s+/g, ' ')
  expect(await textFor(0)).toContain('you get the most upvoted papers of all topics.')
  expect(await textFor(1)).toContain('What matches the 1 keyword or name typed into the form.')
  expect(await textFor(3)).toContain('What matches the 3 keywords or names typed into the form.')
})

test('a manage link is in the HTML and alone on its line of the text', async () => {
  const { html, text } = await renderManageLink({
    language: 'en',
    brand: paperboyBrand,
    url: manageUrl,
    website,
    links,
    postalAddress: null,
  })
  expect(html).toContain(`href="${manageUrl}"`)
  expect(text.split('\n')).toContain(manageUrl)
  expect(html.match(/<h1\b/g)).toHaveLength(1)
})

test('the mails that ask before data leave or go say so, and every mail has the three links of its reader', async () => {
  const url = 'https://papers.example.org/erase/a.b.c.dddddddddddddddddddddddddddd'
  const frame = {
    language: 'en',
    brand: paperboyBrand,
    url,
    website,
    links,
    postalAddress: '4 Example Lane',
  } as const
  const mails = [await renderExport(frame), await renderErasure(frame), await renderManageLink(frame)]
  for (const { html, text } of mails) {
    for (const link of [url, ...Object.values(links)]) {
      expect(html).toContain(`href="${link}"`)
      expect(text.split(/\s/)).toContain(link)
    }
    expect(visibleText(html)).toContain('You did not ask for it?')
    expect(text).toContain('4 Example Lane')
  }
})

test.each(['de', 'zh'] as const)('every mail comes in %s, to a reader who chose it', async (language) => {
  const frame = { language, brand: paperboyBrand, url: manageUrl, website, links, postalAddress: null }
  const schedule = { cadence: 'weekdays', hour: 7, timeZone: 'Europe/Berlin' } as const
  const renders = [renderExport, renderErasure, renderManageLink, renderGoodbye, renderRestored]
  const mails = [
    await renderConfirmation({ ...frame, schedule, chosen: { topics: ['robotics'], typed: 1 } }),
    ...(await Promise.all(renders.map((render) => render(frame)))),
  ]
  for (const { subject, html, text } of mails) {
    expect(html).toMatch(language === 'de' ? /<html[^>]* lang="de"/ : /<html[^>]* lang="zh-Hans"/)
    for (const said of [subject, visibleText(html), text]) {
      expect(said).toMatch(language === 'de' ? /\b(Sie|Ihre|Ihr|Ihren)\b/ : /您|请/)
      expect(said).not.toMatch(/\b(the|your|you|this)\b/)
    }
    for (const line of text.split('\n')) {
      if (!line.startsWith('http')) expect(line.length).toBeLessThanOrEqual(72)
    }
  }
})

test('a brand’s name, colours and footer take the place of ours', async () => {
  const colors = {
    light: { accent: '#7a1f5c', link: '#0b4f3a' },
    dark: { accent: '#f2a7d0', link: '#8fd8b8' },
  }
  const whole = { ...defaultBrand, name: 'Lab News', colors, footer: { en: 'A service of the library.' } }
  const frame = {
    language: 'de',
    brand: mailBrand(whole, 'de', 'https://papers.example.org'),
    url: manageUrl,
    website,
    links,
    postalAddress: null,
  } as const
  const { subject, html, text } = await renderManageLink(frame)
  expect(subject).toContain('Lab News')
  for (const said of [visibleText(html), text]) {
    expect(said).toContain('A service of the library.')
    expect(subject + said).not.toMatch(/Paperboy/i)
  }
  expect(html).toContain('.b{background-color:#0b4f3a!important')
})
