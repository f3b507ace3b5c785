import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import about from '../package.json' with { type: 'json' }
import { databaseEnvironment, runCli, runCommand, startService } from './helpers/cli.ts'
import { migratedDataDir, temporaryDir } from './helpers/context.ts'
import { startHfReplay } from './helpers/hf-replay.ts'
import { lacks } from './helpers/requirements.ts'
import { startSmtpServer } from './helpers/smtp.ts'
import { startOrigin } from './sources/origin.ts'

/** Processes load for seconds, and on a busy machine for longer. */
const timeout = 120_000

test('every command has a help text', async () => {
  const commands = [
    'start',
    'ingest',
    'sources',
    'subscribers',
    'subscribers import',
    'why',
    'send',
    'preview',
    'edition show',
    'classify',
    'rank',
    'migrate',
  ]
  for (const command of commands) {
    const { code, stdout } = await runCommand([...command.split(' '), '--help'], {})
    expect({ command, code }).toEqual({ command, code: 0 })
    expect(stdout).toMatch(/Usage: paperboy/)
  }
})

test('as a process it has a help text and exit codes too', { timeout }, async () => {
  const [help, unknown] = await Promise.all([
    runCli(['send', '--help'], {}),
    runCli(['classify', '/tmp'], {}),
  ])
  expect(help).toMatchObject({ code: 0, stdout: expect.stringMatching(/Usage: paperboy send/), stderr: '' })
  expect(unknown).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^.* is a folder.*\n$/),
  })
})

test('it tells its version', async () => {
  const { code, stdout } = await runCommand(['--version'], {})
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${about.version}\n` })
})

/** None of these commands changes it. */
let shared: Record<string, string> | undefined

test.each([
  [['ingest', '--date', '2026-02-30'], {}, /“2026-02-30” is not a day; try 2026-05-20/],
  [['ingest', '--date', '2999-01-01'], {}, /in the future/],
  [['ingest', '--from', '2026-05-01'], {}, /both --from and --to/],
  [['ingest', '--source', 'nowhere', '--date', '2026-05-20'], {}, /no source “nowhere”/],
  [['send', '--at', 'tomorrow'], {}, /“tomorrow” is not a date and time; try 2026-05-20T07:00Z/],
  [['send', '--at', '2099-01-01T07:00Z'], {}, /2099-01-01T07:00.* lies in the future/],
  [['send', '--wait', 'long'], {}, /--wait: must be a time like 90s or 10m/],
  [['edition', 'show', '99'], {}, /no edition 99/],
  [['subscribers', 'add', 'nobody'], {}, /address|email/i],
  [['subscribers', 'add', 'a@example.org', '--topics', 'cooking'], {}, /no topic “cooking”/],
  [['subscribers', 'add', 'a@example.org', '--time-zone', 'Mars/Base'], {}, /no time zone/],
  [['subscribers', 'import', '/nonexistent.csv'], {}, /no file/],
  [['subscribers', 'import', '/tmp'], {}, /is a folder/],
  [['subscribers', 'list', '--limit', 'abc'], {}, /^--limit: must be a number from 1 on$/m],
  [['subscribers', 'erase', 'nobody@example.org'], {}, /no subscriber nobody@example.org/],
  [['why', 'nobody@example.org', '2605.01234'], {}, /no subscriber nobody@example.org/],
  [['classify', '/nonexistent.json'], {}, /no file/],
  [['classify', '/tmp'], {}, /is a folder/],
  [['classify', 'package.json'], {}, /no array of entries/],
  [['classify', 'README.md'], {}, /is not JSON/],
  [['rank', 'package.json', '--topics', 'cooking'], {}, /no topic “cooking”/],
  [['rank', 'package.json', '--max', '0'], {}, /from 1 to 1000/],
  [['start', '--only', 'kitchen'], {}, /--only: there is no “kitchen”/],
  [['start', '--queues', 'deliver,post'], {}, /--queues: there is no “post”/],
  [['migrate'], { PORT: 'x' }, /PORT: must be a port number/],
])(
  '%j says what is wrong, without a stack, and fails',
  async (args, env: Record<string, string>, message) => {
    shared ??= await databaseEnvironment()
    const result = await runCommand(args, { ...shared, ...env })
    expect(result.stderr).toMatch(message)
    expect(result.stderr).not.toMatch(/^ {4}at /m)
    expect(result.code).not.toBe(0)
  },
)

test('a list is imported, with its bad rows told by line, and comes out again', async () => {
  const dir = await temporaryDir()
  const env = await databaseEnvironment()
  const file = join(dir, 'people.csv')
  await writeFile(
    file,
    'email,topics,hour\nada@example.org,robotics;3d,9\nnobody,,\nben@example.org,cooking,25\nciara@example.org,cooking,\n',
  )
  const imported = await runCommand(['subscribers', 'import', file, '--json'], env)
  expect(JSON.parse(imported.stdout)).toEqual({
    imported: 1,
    updated: 0,
    unsubscribed: 0,
    suppressed: 0,
    rejected: 3,
  })
  expect(imported.stderr).toMatch(/line 3: nobody/)
  expect(imported.stderr).toMatch(/line 4: ben@example\.org .*an hour/)
  expect(imported.stderr).toMatch(/line 5: ciara@example\.org .*cooking/)
  expect(imported.code).toBe(1)
  const exported = await runCommand(['subscribers', 'export'], env)
  expect(exported.stdout.split('\n')[1]).toMatch(
    /^ada@example\.org,active,robotics;3d,,,,,,,no,no,yes,daily,9,UTC,8,en,$/,
  )
  const shown = await runCommand(['subscribers', 'show', 'ADA@example.org', '--json'], env)
  expect(JSON.parse(shown.stdout)).toMatchObject({ email: 'ada@example.org', preferences: { hour: 9 } })
  const erased = await runCommand(['subscribers', 'erase', 'ADA@example.org'], env)
  expect(erased.stdout).toBe('ada@example.org: erased\n')
  const added = await runCommand(['subscribers', 'add', 'ada@example.org'], env)
  expect(added).toMatchObject({ code: 1, stdout: expect.stringMatching(/has unsubscribed/) })
})

test('classify tells the topics of each entry of a file that can be used', async () => {
  const file = join(await temporaryDir(), 'entries.json')
  const robot = { id: '2512.01234v2', title: 'A Robot that Folds Towels', summary: 'Bimanual manipulation.' }
  await writeFile(file, JSON.stringify([{ paper: robot }, 7, { paper: { ...robot, title: '' } }]))
  const { code, stdout, stderr } = await runCommand(['classify', file], {})
  const lines = stdout.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { id: '2512.01234', topics: [{ topic: 'robotics', score: expect.any(Number) }] },
  ])
  expect(stderr).toMatch(/^entry 2 dropped: \(no id\)/m)
  expect(stderr).toMatch(/^entry 3 dropped: 2512\.01234v2: paper\.title: empty/m)
  expect(code).toBe(0)
})

test('rank prints what someone would get of a file, the best first, with reasons', async () => {
  const file = join(await temporaryDir(), 'entries.json')
  const entry = (id: string, title: string, upvotes: number) => ({
    paper: { id, title, summary: 'Bimanual manipulation by a robot hand.', upvotes },
  })
  const entries = [
    entry('2512.00001v2', 'A Robot that Folds Towels', 1),
    entry('2512.00002', 'A Robot that Folds Boats', 90),
    entry('2512.00003', 'A Robot that Writes C++ Programs', 400),
  ]
  await writeFile(file, JSON.stringify(entries))
  const args = ['rank', file, '--topics', 'robotics', '--keywords', 'folding', '--mute', 'C++', '--max', '5']
  const { code, stdout } = await runCommand(args, {})
  const lines = stdout.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ id: '2512.00002', reason: { kind: 'topic', topic: 'robotics' } }),
    expect.objectContaining({ id: '2512.00001', because: 'Because you follow Robotics' }),
  ])
  expect(code).toBe(0)
  const nothing = await runCommand(['rank', file, '--topics', 'speech-audio'], {})
  expect(nothing).toMatchObject({ code: 0, stdout: '', stderr: 'None of the 3 papers matches.\n' })
})

test('a second process on the same embedded data is refused and harms nothing', { timeout }, async () => {
  const env = { DATA_DIR: await migratedDataDir(), PORT: '0', HF_URL: 'http://127.0.0.1:9' }
  const service = await startService([], env)
  expect(service.stdout).toMatch(/Web page +http/)
  expect(service.stdout).toMatch(/Inbox +http/)
  const second = await runCli(['subscribers', 'list'], env)
  expect(second.code).toBe(1)
  expect(second.stderr).toMatch(/Another Paperboy process is using/)
  const url = /Web page +(\S+)/.exec(service.stdout)?.[1]
  expect((await fetch(`${url}/health`)).status).toBe(200)
})

test('a port in use is named', async () => {
  const { url } = await startOrigin((_, response) => response.end())
  const port = new URL(url).port
  const env = { ...(await databaseEnvironment()), PORT: port }
  const second = await runCommand(['start', '--only', 'web'], env)
  expect(second.stderr).toMatch(/PORT: .*in use/)
  expect(second.code).toBe(1)
})

describe.skipIf(lacks('recordings'))('on recorded digests', () => {
  test('ingest, add, preview, send: the whole job by hand', { timeout }, async () => {
    const smtp = await startSmtpServer()
    const dir = await temporaryDir()
    const env = {
      ...(await databaseEnvironment()),
      HF_URL: await startHfReplay({ now: '2026-05-20T07:45:00Z' }),
      SMTP_URL: smtp.url,
    }
    const ingested = await runCommand(['ingest', '--from', '2026-05-16', '--to', '2026-05-20'], env)
    expect(ingested.stdout).toMatch(/^2026-05-17 {2}huggingface {2}empty/m)
    expect(ingested.stdout).toMatch(
      /^2026-05-20 {2}huggingface {2}fetched {2}listed +33 {2}new +33 {2}dropped 0/m,
    )
    await runCommand(
      ['subscribers', 'add', 'ada@example.org', '--topics', 'robotics', '--time-zone', 'Europe/Berlin'],
      env,
    )
    const previewed = await runCommand(
      ['preview', '--at', '2026-05-20T05:00:00Z', '--topics', 'robotics', '--out', dir],
      env,
    )
    expect(previewed.code).toBe(0)
    expect(await readFile(join(dir, 'preview.html'), 'utf8')).toContain('Because you follow Robotics')
    const dry = await runCommand(
      ['send', '--at', '2026-05-20T05:00:00Z', '--all-active', '--dry-run', '--json'],
      env,
    )
    expect(JSON.parse(dry.stdout)).toMatchObject({ edition: null, dryRun: true, recipients: 1, queued: 1 })
    const past = await runCommand(['send', '--at', '2026-05-20T05:00:00Z'], env)
    expect(past).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Nobody is due.*\n1 would be, but.*\nNext is \d/),
    })
    expect(smtp.received).toEqual([])
    const sent = await runCli(['send', '--at', '2026-05-20T05:00:00Z', '--all-active', '--json'], env)
    const accounting = {
      recipients: 1,
      submitted: 1,
      failed: 0,
      uncertain: 0,
      deferred: 0,
      queued: 0,
      sending: 0,
      skipped: {},
    }
    expect(JSON.parse(sent.stdout)).toEqual({ edition: expect.any(Number), ...accounting })
    expect(sent.code).toBe(0)
    expect(smtp.received.map((one) => one.to)).toEqual([['ada@example.org']])
    const again = await runCommand(['send', '--at', '2026-05-20T05:00:00Z', '--all-active', '--json'], env)
    expect(JSON.parse(again.stdout)).toEqual(JSON.parse(sent.stdout))
    expect(smtp.received).toHaveLength(1)
    const listed = await runCommand(['edition', 'list', '--json'], env)
    expect(JSON.parse(listed.stdout)).toEqual([expect.objectContaining({ ...accounting, kind: 'scheduled' })])
  })

  test('a relay that defers leaves the edition open, and says so by its exit code', async () => {
    const smtp = await startSmtpServer({
      onRcptTo: (_address, _session, callback) =>
        callback(Object.assign(new Error('4.2.1 try again later'), { responseCode: 450 })),
    })
    const env = {
      ...(await databaseEnvironment()),
      HF_URL: await startHfReplay({ now: '2026-05-20T07:45:00Z' }),
      SMTP_URL: smtp.url,
    }
    await runCommand(['ingest', '--date', '2026-05-20'], env)
    await runCommand(['subscribers', 'add', 'ada@example.org', '--hour', '7'], env)
    const sent = await runCommand(['send', '--at', '2026-05-20T07:00:00Z', '--all-active'], env)
    expect(sent.code).toBe(1)
    expect(sent.stdout).toMatch(/deferred +1/)
    const shown = await runCommand(['edition', 'show', '1'], env)
    expect(shown.stdout).toMatch(/ada@example\.org +450 4\.2\.1 try again later/)
  })

  test.each([
    ['is down', null, /: open\n[^]*1 are left: /],
    ['refuses everyone', 550, /failed +1\n[^]*Every message failed: `paperboy edition show 1`/],
  ])('where the relay %s, `send` ends, and not as if all was well', async (_, responseCode, said) => {
    const smtp = await startSmtpServer({
      onRcptTo: (_address, _session, callback) =>
        callback(Object.assign(new Error('5.1.1 unknown'), { responseCode })),
    })
    const env = {
      ...(await databaseEnvironment()),
      HF_URL: await startHfReplay({ now: '2026-05-20T07:45:00Z' }),
      SMTP_URL: responseCode === null ? 'smtp://127.0.0.1:1' : smtp.url,
    }
    await runCommand(['ingest', '--date', '2026-05-20'], env)
    await runCommand(['subscribers', 'add', 'ada@example.org', '--hour', '7'], env)
    const sent = await runCommand(
      ['send', '--at', '2026-05-20T07:00:00Z', '--all-active', '--wait', '2s'],
      env,
    )
    expect(sent.code).toBe(1)
    expect(sent.stdout).toMatch(said)
  })
})
