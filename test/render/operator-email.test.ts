import { expect, test } from 'vitest'
import {
  renderBounceRateHigh,
  renderDigestFailed,
  renderLimitBelowDemand,
  renderMailRefused,
} from '../../src/render/operator-email.ts'
import { visibleText } from './html.ts'

const website = 'https://papers.example.org/'

test('the operator is told which digest failed, why, and what to do', async () => {
  const problem = 'answered <b>503</b>\r\nBcc: x@example.org'
  const mail = await renderDigestFailed({ source: 'huggingface', day: '2026-05-20', problem, website })
  expect(mail.subject).toBe('No digest of 2026-05-20 from huggingface')
  for (const said of [visibleText(mail.html), mail.text.replace(/\s+/g, ' ')]) {
    expect(said).toContain('answered <b>503</b> Bcc: x@example.org')
    expect(said).toContain('paperboy ingest --source huggingface --date 2026-05-20')
  }
  expect(mail.html).not.toContain('<b>503')
})

test('the operator is told how much of an edition bounced', async () => {
  const common = { edition: 412, lane: null, limit: 0.05, isPaused: false, website }
  const mail = await renderBounceRateHigh({ ...common, bounced: 1204, tried: 18_930, isWholeEdition: true })
  expect(mail.subject).toBe('6.4% of edition 412 bounced')
  expect(mail.text).toContain('1,204 of 18,930 messages came back')
  for (const line of mail.text.split('\n')) expect(line.length).toBeLessThanOrEqual(72)
  const early = await renderBounceRateHigh({ ...common, bounced: 64, tried: 1000, isWholeEdition: false })
  expect(early.subject).toBe('6.4% of the first messages of edition 412 bounced')
  expect(early.text).toContain('Of the first 1,000 messages of edition 412, 64 came back')
  const lane = await renderBounceRateHigh({
    ...common,
    lane: 'ses',
    isPaused: true,
    bounced: 64,
    tried: 1000,
    isWholeEdition: false,
  })
  expect(lane.subject).toBe('Lane ses is paused: 6.4% of its messages bounced')
  expect(lane.text).toContain('paperboy lane resume ses')
})

test('the operator is told what to check: their domain where policy refused, otherwise message, sender and relay', async () => {
  const refused = { edition: 412, count: 1, domain: 'example.net', reason: '552 5.3.4 too big', website }
  const [policy, ours] = [
    await renderMailRefused({ ...refused, kind: 'policy' }),
    await renderMailRefused({ ...refused, kind: 'ours' }),
  ]
  expect(policy.text).toContain('Check SPF')
  expect(ours.text).toContain('Check MAIL_FROM')
  expect(ours.text).not.toContain('SPF')
})

test('the operator is told how many digests are due a day, and how many can be sent', async () => {
  const mail = await renderLimitBelowDemand({ due: 1250, sendable: 900, website })
  expect(mail.subject).toBe('1,250 digests are due a day, 900 can be sent')
  for (const line of mail.text.split('\n')) expect(line.length).toBeLessThanOrEqual(72)
})
