import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PaperCard } from '../../emails/paper-card.tsx'
import { slots } from '../../emails/slots.ts'
import { UserError } from '../../src/errors.ts'
import { loadOwnTemplates } from '../../src/render/own-templates.ts'
import { openStore } from '../../src/store/open.ts'
import { pino } from 'pino'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { databaseEnvironment, runCli } from '../helpers/cli.ts'
import { temporaryDir } from '../helpers/context.ts'

const docs = readFileSync(new URL('../../docs/branding.md', import.meta.url), 'utf8')
const [footer = '', card = ''] = [...docs.matchAll(/^```tsx\n(.*?)^```$/gms)].map(([, code = '']) => code)

async function folderOf(files: Record<string, string>): Promise<string> {
  const folder = await temporaryDir()
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

test(
  'the documented templates are in the mail that `paperboy preview` writes, as it is sent',
  { timeout: 90_000 },
  async () => {
    const env = await databaseEnvironment()
    const store = await openStore(
      { databaseUrl: env['DATABASE_URL'] ?? null, dataDir: env['DATA_DIR'] ?? '' },
      pino({ level: 'silent' }),
    )
    await storeCandidates(
      store.db,
      ['1', '2', '3'].map((id) => candidate({ id: `arxiv:2605.${id}` })),
    )
    await store.close()
    const out = await temporaryDir()
    const TEMPLATES_DIR = await folderOf({ 'digest-footer.tsx': footer, 'paper-card.tsx': card })
    const result = await runCli(['preview', '--at', '2026-05-20T07:00Z', '--out', out], {
      ...env,
      TEMPLATES_DIR,
    })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    const html = readFileSync(join(out, 'preview.html'), 'utf8')
    const sent = readFileSync(join(out, 'preview.eml'), 'utf8').replace(/=\r\n/g, '')
    for (const said of [html, sent]) {
      expect(said).toContain('The reading group meets on Thursdays at five.')
      expect(said.match(/Ask for a printed copy at the desk\./g)).toHaveLength(3)
    }
    expect(html).not.toContain('How papers are chosen')
  },
)

test.each<[string, Record<string, string>, RegExp]>([
  ['is no code', { 'paper-card.tsx': 'export default () => <tr><td>{' }, /paper-card\.tsx:1/],
  [
    'has a name of its own',
    { 'papercard.tsx': 'export default () => null' },
    /papercard\.tsx: is none of the templates: layout\.tsx, /,
  ],
  [
    'exports no component',
    { 'paper-card.tsx': 'export const x = 1\nexport default 5' },
    /paper-card\.tsx: has no default export that is a component/,
  ],
  [
    'fails',
    { 'paper-card.tsx': 'export default () => { throw new Error("my own fault") }' },
    /paper-card\.tsx: my own fault/,
  ],
  [
    'has no link to leave',
    { 'digest-footer.tsx': 'export default () => <p>Bye</p>' },
    /digest-footer\.tsx: the link to unsubscribe is missing/,
  ],
  [
    'changes a text that is filled in later',
    {
      'digest-footer.tsx':
        "import { shout } from './parts/shout.ts'\n" +
        'export default ({ why, links }) => <p>{shout(why)}<a href={links.unsubscribe}>-</a><a href={links.preferences}>-</a></p>',
      'parts/shout.ts': 'export const shout = (text: string) => text.toUpperCase()',
    },
    /digest-footer\.tsx: what is sent differs from what React renders/,
  ],
  ['is not there', {}, /has none of the templates/],
])('a template that %s is refused with its name', async (_, files, said) => {
  const refused = loadOwnTemplates(await folderOf(files))
  await expect(refused).rejects.toThrow(UserError)
  await expect(refused).rejects.toThrow(said)
  expect(slots.PaperCard).toBe(PaperCard)
})
