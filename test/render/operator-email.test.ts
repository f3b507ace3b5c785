import { expect, test } from 'vitest'
import {
  renderBounceRateHigh,
  renderDigestFailed,
  renderLimitBelowDemand,
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
  const mail = await renderBounceRateHigh({
    edition: 412,
    bounced: 1204,
    tried: 18_930,
    limit: 0.05,
    isPaused: false,
    website,
  })
  expect(mail.subject).toBe('6.4% of edition 412 bounced')
  expect(mail.text).toContain('1,204 of 18,930 messages came back')
  for (const line of mail.text.split('\n')) expect(line.length).toBeLessThanOrEqual(72)
})

test('the operator is told how many digests are due a day, and how many can be sent', async () => {
  const mail = await renderLimitBelowDemand({ due: 1250, sendable: 900, website })
  expect(mail.subject).toBe('1,250 digests are due a day, 900 can be sent')
  for (const line of mail.text.split('\n')) expect(line.length).toBeLessThanOrEqual(72)
})
