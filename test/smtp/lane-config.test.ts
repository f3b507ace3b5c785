import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { laneTo } from '../../src/smtp/lane-config.ts'
import { smtpUrlProblem } from '../../src/smtp/smtp-url.ts'
import { temporaryDir } from '../helpers/context.ts'

async function lanesFrom(content: unknown) {
  const dir = await temporaryDir()
  const path = join(dir, 'lanes.json')
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return loadConfig({ DATA_DIR: dir, LANES_FILE: path, ALLOW_LOCAL_LINKS: '1' }).delivery.lanes
}

test('a lanes file gives each lane its account, its limits and its defaults', async () => {
  const lanes = await lanesFrom([
    { name: 'main', url: 'smtps://user:p%40ss@smtp.example.org', weight: 3, perDay: 5000 },
    { name: 'people', url: 'smtp://127.0.0.1:2525?tls.rejectUnauthorized=false', carries: ['transactional'] },
  ])
  expect(lanes).toMatchObject([
    {
      name: 'main',
      weight: 3,
      connections: 5,
      perDay: 5000,
      carries: ['editions', 'transactional'],
      smtp: { host: 'smtp.example.org', secure: true, auth: { user: 'user', pass: 'p@ss' } },
    },
    {
      name: 'people',
      weight: 1,
      smtp: { host: '127.0.0.1', port: 2525, tls: { rejectUnauthorized: false } },
    },
  ])
})

test.each<[unknown, RegExp]>([
  ['{', /LANES_FILE: .*lanes\.json: .*JSON/],
  [[], /LANES_FILE/],
  [[{ name: 'a', url: 'http://example.org' }], /0\.url: must be a URL that starts with smtp/],
  [[{ name: 'a', url: 'smtp://example.org?requiretls=true' }], /0\.url: there is no option “requiretls”/],
  [[{ name: 'A lane', url: 'smtp://example.org' }], /0\.name/],
  [[{ name: 'a', url: 'smtp://example.org', perday: 5 }], /perday/],
  [[{ name: 'a', url: 'smtp://example.org', perDay: 0 }], /0\.perDay/],
  [[{ name: 'a', url: 'smtp://example.org', warmUp: { from: 'today', start: 5 } }], /0\.warmUp\.from/],
  [
    [
      { name: 'a', url: 'smtp://a.example' },
      { name: 'a', url: 'smtp://b.example' },
    ],
    /two lanes “a”/,
  ],
  [[{ name: 'a', url: 'smtp://a.example', carries: ['editions'] }], /no lane carries transactional/],
])('%j stops the process and says why', async (content, problem) => {
  await expect(lanesFrom(content)).rejects.toThrow(problem)
})

test('a lanes file that is not there stops the process, and so does one beside SMTP_URL', () => {
  const env = { DATA_DIR: '/nonexistent', LANES_FILE: '/nonexistent/lanes.json' }
  expect(() => loadConfig(env)).toThrow(/LANES_FILE: .*ENOENT/)
  expect(() => loadConfig({ ...env, SMTP_URL: 'smtp://127.0.0.1' })).toThrow(/not both/)
})

test.each([
  ['smtp://user:secret@smtp.example.org', true],
  ['smtp://user:secret@smtp.example.org?requireTLS=false', false],
  ['smtp://user:secret@smtp.example.org?ignoreTLS=true', undefined],
  ['smtps://user:secret@smtp.example.org', undefined],
  ['smtp://user:secret@127.0.0.1', undefined],
  ['smtp://smtp.example.org', undefined],
])('a password leaves the machine by TLS only, unless told otherwise: %s', (url, requireTLS) => {
  expect(laneTo(url).smtp.requireTLS).toBe(requireTLS)
})

test.each(['pa#ss', 'pa/ss', 'pa?ss', '100%zz', '12#3', '%', 'a/b@c', '9/?x=y'])(
  'a password that is not percent-encoded is told, and not printed: %s',
  (password) => {
    const problem = smtpUrlProblem(`smtp://user:${password}@smtp.example.org:587`)
    expect(problem).toMatch(/must be percent-encoded: # is %23/)
    expect(problem).not.toContain(password === '%' ? 'user:' : password)
  },
)

test.each(['pa%23ss', 'pa@ss', 'a:b', '100%25', 'x+y=z'])(
  'the password %s is used as it is meant',
  (password) => {
    const { auth } = laneTo(`smtp://me@example.org:${password}@smtp.example.org:587`).smtp
    expect(auth).toEqual({ user: 'me@example.org', pass: decodeURIComponent(password) })
  },
)

test.each([
  ['smtp://127.0.0.1:2525/?maxMessages=10', /no option “maxMessages”/],
  [
    'smtp://127.0.0.1?tls.rejectUnauthorised=false',
    /no option “tls\.rejectUnauthorised”.*tls\.rejectUnauthorized/,
  ],
  ['smtp://127.0.0.1?secure=true', /no option “secure”/],
  ['smtp://127.0.0.1?requireTLS=yes', /requireTLS: must be true or false/],
  ['smtp://127.0.0.1?socketTimeout=1m', /socketTimeout: must be a number/],
  ['smtp://127.0.0.1?name=', /name: has no value/],
  ['smtp://127.0.0.1:smtp', /a port that is a number/],
  ['smtp://', /URL|host/],
  ['smtp:example.org', /must be a URL/],
  ['smtp://example.org/inbox', /must end after host and port/],
])('%s is refused by name', (url, problem) => {
  expect(smtpUrlProblem(url)).toMatch(problem)
})

test.each([
  'smtps://example.org',
  'smtp://[::1]:25',
  'smtp://example.org/?ignoreTLS=true&name=a.example.org',
])('%s is fine', (url) => {
  expect(smtpUrlProblem(url)).toBeNull()
})
