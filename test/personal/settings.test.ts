import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findRelay } from '../../src/personal/relay.ts'
import { readSettings, type GivenSettings } from '../../src/personal/settings.ts'

const nothing: GivenSettings = { config: undefined, preferences: {} }

async function settingsOf(text: string, given: Partial<GivenSettings> = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'paperboy-test-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  const config = join(dir, 'paperboy.yaml')
  await writeFile(config, text)
  try {
    return { settings: readSettings({ ...nothing, ...given, config }), problems: '' }
  } catch (error) {
    return { settings: null, problems: String(error).replaceAll(config, 'paperboy.yaml') }
  }
}

describe('the settings file', () => {
  test('has every preference under the name of its option, as a list, a text or a number', async () => {
    const { settings } = await settingsOf(`
to: me@example.org
smtp: gmail
topics: [agents, robotics]
keywords: tactile sensing, 3d printing
authors:
  - Ada Example
  - 2501
discovery: yes
hour: 07
time-zone: europe/berlin
max: 12
`)
    expect(settings).toMatchObject({ to: { email: 'me@example.org' }, smtp: 'gmail', from: undefined })
    expect(settings?.preferences).toMatchObject({
      topics: ['agents', 'robotics'],
      keywords: ['tactile sensing', '3d printing'],
      authors: ['Ada Example', '2501'],
      withDiscovery: true,
      hour: 7,
      timeZone: 'Europe/Berlin',
      maxPapers: 12,
      cadence: 'daily',
    })
  })

  test('gives way to what the command line says', async () => {
    const text = 'to: me@example.org\ntopics: [agents]\nmax: 3\n'
    const { settings } = await settingsOf(text, {
      to: 'you@example.org',
      preferences: { topics: ['robotics'] },
    })
    expect(settings).toMatchObject({
      to: { email: 'you@example.org' },
      preferences: { topics: ['robotics'], maxPapers: 3 },
    })
  })

  test('may be empty: then the first run of a day on this machine sends what trends', async () => {
    const { settings } = await settingsOf('# nothing yet\n')
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
    expect(settings).toMatchObject({ to: null, preferences: { topics: [], hour: 0, timeZone } })
  })

  test.each([
    ['topics: [agents]\ntopic: [robotics]', 'line 2: there is no setting “topic”'],
    ['to: me@example.org\ntopics: [agents, robotcs]', 'line 2: topics: There is no topic “robotcs”'],
    ['hour: 25', 'line 1: hour: Choose an hour from 0 to 23'],
    ['to: nobody', 'line 1: to: Write one address'],
    ['topics: { agents: yes }', 'line 1: topics: must be a list'],
    ['cadence: [daily]', 'line 1: cadence: must be one value'],
    ['to: [a@example.org]', 'line 1: to: must be a text'],
    ['\n\nsmtp: smtp://me:secret@mail.example.org', 'line 3: smtp: holds a password'],
    ['topics: [agents\nmax: 3', 'line 2: '],
    ['max: 3\nmax: 4', 'line 2: Map keys must be unique'],
    ['- agents', 'line 1: must be names with values'],
    ['topics: [agents]\nmute-topics: [agents]', 'line 2: mute-topics: Agents cannot be both'],
  ])('tells the line of what is wrong: %j', async (text, problem) => {
    expect((await settingsOf(text)).problems).toContain(`UserError: paperboy.yaml, ${problem}`)
  })

  test('tells everything that is wrong at once, and of an option that it is one', async () => {
    const { problems } = await settingsOf('max: 99\nhour: noon', { preferences: { cadence: 'hourly' } })
    expect(problems.split('\n')).toHaveLength(3)
    expect(problems).toContain('--cadence: Choose daily')
  })
})

describe('where mail goes out', () => {
  const relay = (given: Partial<Parameters<typeof findRelay>[0]>) =>
    findRelay({ smtp: undefined, user: undefined, password: undefined, address: 'me@example.org', ...given })

  test.each([
    [{ smtp: 'gmail', password: 'ab cd' }, 'smtps://me%40example.org:ab%20cd@smtp.gmail.com:465'],
    [{ address: 'me@gmail.com', password: 'x' }, 'smtps://me%40gmail.com:x@smtp.gmail.com:465'],
    [
      { smtp: 'outlook', user: 'you@example.org', password: '#/' },
      'you%40example.org:%23%2F@smtp-mail.outlook.com:587?requireTLS=true',
    ],
    [{ smtp: 'smtp://me@mail.example.org:587', password: 'a@b' }, 'smtp://me:a%40b@mail.example.org:587'],
    [
      { smtp: 'smtp://me:secret@mail.example.org:587', password: 'other' },
      'smtp://me:secret@mail.example.org:587',
    ],
    [{ smtp: 'smtp://127.0.0.1:2525' }, 'smtp://127.0.0.1:2525'],
  ])('is %j', (given, url) => {
    expect(relay(given).url).toContain(url)
  })

  test.each([
    [{}, 'There is no way to send mail yet'],
    [{ smtp: 'gmial' }, 'There is no mail provider “gmial”'],
    [{ smtp: 'gmail' }, 'SMTP_PASSWORD: must be set in the environment, to an app password of gmail'],
    [{ smtp: 'smtp://me@mail.example.org' }, 'an app password of mail.example.org'],
    [{ smtp: 'smtp://' }, 'The SMTP URL must'],
  ])('says what to set: %j', (given, problem) => {
    expect(() => relay(given)).toThrow(problem)
  })
})
