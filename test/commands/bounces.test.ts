import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { envelopeSender } from '../../src/bounces/bounce-address.ts'
import { createLinkSigner } from '../../src/subscribers/tokens.ts'
import { runCommand } from '../helpers/cli.ts'
import { temporaryDir } from '../helpers/context.ts'

const key = 'a key that is only for tests, 32 characters and more'
const signer = createLinkSigner([key])
const ours = envelopeSender({ mail: { bounceDomain: 'news.example.org' }, signer }, 'd12-3f9c02ab')
const bounce = `From: <MAILER-DAEMON@mx.example.net>
To: <${ours}>
Subject: failure notice

Hi. This is the qmail-send program at mx.example.net.
<ann@example.net>:
Remote host said: 550 5.1.1 no such user
`

test('`bounces classify` prints a line for each file, without a database, and writes nothing', async () => {
  const folder = await temporaryDir()
  const file = join(folder, 'bounce.eml')
  writeFileSync(file, bounce)
  const env = { DATA_DIR: folder, SECRET_KEY: key, MAIL_FROM: 'News <news@news.example.org>' }
  const { code, stdout, stderr } = await runCommand(
    ['bounces', 'classify', file, join(folder, 'none'), file],
    env,
  )
  const line = {
    file,
    kind: 'hard',
    recipient: 'ann@example.net',
    status: '5.1.1',
    reason: '550 5.1.1 no such user',
    delivery: 'd12-3f9c02ab',
  }
  expect(
    stdout
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text)),
  ).toEqual([line, line])
  expect(stderr).toContain('none cannot be read')
  expect(code).toBe(1)
  expect(readdirSync(folder)).toEqual(['bounce.eml'])
})

test('without the key, or with wrong settings, it names no delivery', async () => {
  const folder = await temporaryDir()
  const file = join(folder, 'bounce.eml')
  writeFileSync(file, bounce)
  const data = join(folder, 'data')
  for (const env of [{ DATA_DIR: data }, { DATA_DIR: data, DATABASE_URL: 'postgres://localhost/none' }]) {
    const { code, stdout } = await runCommand(['bounces', 'classify', file], env)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'hard', delivery: null })
  }
  expect(readdirSync(folder)).toEqual(['bounce.eml'])
})
