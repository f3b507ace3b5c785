import { expect, test } from 'vitest'
import { renderConfirmation, renderManageLink } from '../../src/render/transactional-email.ts'
import { visibleText } from './html.ts'

const website = 'https://papers.example.org/'
const confirmUrl = 'https://papers.example.org/confirm/a.b.c.dddddddddddddddddddddddddddd'
const manageUrl = 'https://papers.example.org/preferences/a.b.c.dddddddddddddddddddddddddddd'

test('a confirmation says what was asked for and links once to say yes', async () => {
  const { subject, html, text } = await renderConfirmation({
    confirmUrl,
    website,
    topics: ['robotics', 'reasoning', 'https://spam.example'],
    cadence: 'weekdays',
    hour: 7,
    timeZone: 'Europe/Berlin',
    postalAddress: '4 Example Lane',
  })
  expect(subject).toBe('Confirm your subscription to Paperboy')
  for (const said of [visibleText(html), text.replace(/\s+/g, ' ')]) {
    expect(said).toContain('every weekday at 07:00 (Europe/Berlin)')
    expect(said).toContain('The topics: Reasoning, Robotics.')
    expect(said).toContain('no digest is sent to an address that was not confirmed')
    expect(said).toContain('4 Example Lane')
    expect(said).not.toContain('spam')
  }
  expect(new Set([...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url))).toEqual(
    new Set([confirmUrl, website]),
  )
  expect(text.split('\n')).toContain(confirmUrl)
})

test('a confirmation without topics says what comes then', async () => {
  const input = {
    confirmUrl,
    website,
    topics: [],
    cadence: 'daily',
    hour: 0,
    timeZone: 'UTC',
    postalAddress: null,
  } as const
  const { text } = await renderConfirmation({ ...input, topics: [] })
  expect(text).toContain('No topics were chosen, so you get what trends.')
})

test('a manage link is in the HTML and alone on its line of the text', async () => {
  const { html, text } = await renderManageLink({ manageUrl, website, postalAddress: null })
  expect(html).toContain(`href="${manageUrl}"`)
  expect(text.split('\n')).toContain(manageUrl)
  expect(html.match(/<h1\b/g)).toHaveLength(1)
})
