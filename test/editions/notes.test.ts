import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import PostalMime, { type Email } from 'postal-mime'
import { expect, test } from 'vitest'
import { createDeliverer } from '../../src/deliver/deliver.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { addNote, isFor, removeNote } from '../../src/editions/notes.ts'
import type { Note } from '../../src/store/schema.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { databaseEnvironment, runCommand } from '../helpers/cli.ts'
import { temporaryDir, testContext } from '../helpers/context.ts'
import { outletTo } from '../helpers/outlet.ts'
import { startSmtpServer } from '../helpers/smtp.ts'
import { addActive } from '../helpers/subscribers.ts'

const slot = new Date('2026-05-20T19:00:00Z')
const plain: Omit<Note, 'id' | 'body'> = { day: '2026-05-20', place: 'top', topics: [], sponsor: null }

test('a note reaches the readers of its day and topics, as it was when the edition was opened', async () => {
  const context = await testContext({ clock: () => slot })
  const { db } = context
  await storeCandidates(db, [
    candidate({ id: 'arxiv:2605.1', topics: { robotics: 0.9, 'robotics.driving': 0.9, agents: 0.9 } }),
  ])
  await addActive(db, 'utc@example.org', { topics: ['robotics.driving'], timeZone: 'UTC', hour: '19' })
  await addActive(db, 'agents@example.org', {
    topics: ['agents'],
    timeZone: 'UTC',
    hour: '19',
    language: 'de',
  })
  await addActive(db, 'auckland@example.org', { timeZone: 'Pacific/Auckland', hour: '7' })
  const add = (body: string, more: Partial<Note> = {}) => addNote(db, { ...plain, body, ...more }, slot)
  const changed = await add('For **everyone**, before.')
  await add('For roboticists.', { topics: ['robotics'], place: 'end' })
  await add('Buy one.', { sponsor: 'Acme', place: 'end' })
  await add('Tomorrow.', { day: '2026-05-21' })
  await add('Much later.', { day: '2026-05-25' })
  const edition = await openEditionAt(db, slot, slot)
  if (!edition) throw new Error('nobody is due')
  await removeNote(db, changed)
  await add('For everyone, after.')
  await createComposer({ db })(edition.id, 0, slot)
  const smtp = await startSmtpServer()
  await createDeliverer({ ...context, db: context.ledgerDb, outlet: outletTo(smtp.url) })(edition.id, 0)
  const mails = await Promise.all(smtp.received.map(({ raw }) => PostalMime.parse(raw)))
  const to = (address: string) =>
    mails.find((mail) => mail.to?.[0]?.address === address) ?? { html: '', text: '' }
  expectSaid(to('utc@example.org'), [
    'Editor’s note',
    'everyone, before',
    'For roboticists.',
    'Advertisement: Acme',
    'Buy one.',
  ])
  expectSaid(to('agents@example.org'), ['In eigener Sache', 'everyone, before', 'Anzeige: Acme', 'Buy one.'])
  expectSaid(to('auckland@example.org'), ['Tomorrow.'])
})

const all = [
  'everyone, before',
  'everyone, after',
  'For roboticists.',
  'Buy one.',
  'Tomorrow.',
  'Much later.',
]

function expectSaid({ html = '', text = '' }: Pick<Email, 'html' | 'text'>, said: string[]) {
  for (const body of [html.replace(/<\/?strong>/g, ''), text]) {
    for (const one of said) expect(body).toContain(one)
    for (const one of all) expect(body.includes(one)).toBe(said.includes(one))
  }
}

test('whoever follows a part of a topic follows the topic, and not the other way round', () => {
  expect(isFor({ topics: ['robotics'] }, ['robotics.driving'])).toBe(true)
  expect(isFor({ topics: ['robotics.driving'] }, ['robotics'])).toBe(false)
  expect(isFor({ topics: ['robotics'] }, [])).toBe(false)
  expect(isFor({ topics: [] }, [])).toBe(true)
})

test(
  'notes are added from a file, listed, shown and removed; what cannot be mailed is refused',
  { timeout: 60_000 },
  async () => {
    const env = await databaseEnvironment()
    const folder = await temporaryDir()
    const fileOf = (content: string | Buffer) => {
      const file = join(folder, `${Math.random()}.md`)
      writeFileSync(file, content)
      return file
    }
    const run = (...args: string[]) => runCommand(['note', ...args], env)
    const add = (content: string | Buffer, ...more: string[]) =>
      run('add', '--on', '2026-05-20', '--text', fileOf(content), ...more)
    expect(await run('list')).toMatchObject({ code: 0, stdout: 'No notes.\n' })
    const added = await add(
      'Read *this*: [talk](https://x.example/)',
      '--where',
      'end',
      '--topics',
      'agents,robotics',
      '--sponsor',
      'Acme',
    )
    expect(added).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Advertisement: Acme\n\nRead this: talk\nhttps://x.example/'),
    })
    const id = /note (\d+)/.exec(added.stdout)?.[1] ?? ''
    expect((await run('show', id)).stdout).toContain('for those who follow agents, robotics')
    expect(JSON.parse((await run('list', '--json')).stdout)).toMatchObject([
      { day: '2026-05-20', place: 'end', sponsor: 'Acme' },
    ])
    const refused: [Promise<{ code: number | null; stderr: string }>, RegExp][] = [
      [add('word '.repeat(3000)), /would take \d+ bytes of a mail, and may take 10000/],
      [add('字'.repeat(1500)), /may take 10000/],
      [add(Buffer.from([0xff, 0xfe, 0x41])), /is not in UTF-8/],
      [add('  \n\n'), /says nothing/],
      [add('x', '--topics', 'nonsense'), /unknown topic: nonsense/],
      [add('x', '--sponsor', ' '), /--sponsor/],
      [run('add', '--on', 'today', '--text', fileOf('x')), /“today” is not a day/],
      [run('add', '--on', '2026-05-20', '--text', join(folder, 'none.md')), /cannot be read/],
      [run('show', '999'), /There is no note 999/],
    ]
    for (const [result, problem] of refused) {
      expect(await result).toMatchObject({ code: 1, stderr: expect.stringMatching(problem) })
    }
    expect((await run('remove', id)).stdout).toContain('removed')
    expect(await run('remove', id)).toMatchObject({ code: 1 })
  },
)
