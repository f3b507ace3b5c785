import { existsSync, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What some tests need beside Node, how to find it, and what to install (Debian's names). */
const requirements = {
  redis: { find: () => onPath('redis-server'), install: 'redis-server' },
  postgres: { find: () => onPath('initdb', '/usr/lib/postgresql/*/bin'), install: 'postgresql' },
  // The shell opens no window for each test: a page costs it a quarter of the CPU time.
  chromium: {
    find: () => onPath('chromium-headless-shell') ?? onPath('chromium') ?? onPath('google-chrome'),
    install: 'chromium-headless-shell',
  },
  smtpSink: { find: () => onPath('smtp-sink', '/usr/sbin'), install: 'postfix' },
  openssl: { find: () => onPath('openssl'), install: 'openssl' },
  // Debian's own, which alone sees Debian's modules.
  python: { find: () => file('/usr/bin/python3'), install: 'python3' },
  pythonDkim: { find: () => file('/usr/lib/python3/dist-packages/dkim'), install: 'python3-dkim' },
  mailDkim: { find: () => file('/usr/share/perl5/Mail/DKIM.pm'), install: 'libmail-dkim-perl' },
  opendkim: { find: () => onPath('opendkim', '/usr/sbin'), install: 'opendkim' },
  spamassassin: { find: () => file('/usr/share/perl5/Mail/SpamAssassin.pm'), install: 'spamassassin' },
  rspamd: { find: () => onPath('rspamd'), install: 'rspamd' },
  dovecot: { find: () => onPath('dovecot', '/usr/sbin'), install: 'dovecot-imapd' },
  postfix: { find: () => onPath('postfix', '/usr/sbin'), install: 'postfix' },
  sieveTest: { find: () => onPath('sieve-test'), install: 'dovecot-sieve' },
  recordings: { find: () => recorded('hf-daily'), install: 'the recorded digests in ../shared/data' },
  arxiv: { find: () => recorded('arxiv'), install: "the recorded answers of arXiv's in ../shared/data" },
  bounces: { find: () => recorded('bounces/sisimai'), install: 'the recorded bounces in ../shared/data' },
} as const
export type Requirement = keyof typeof requirements

const isAllRequired = process.env['PAPERBOY_TEST_REQUIRE'] === 'all'

/** The program or folder, or null where this machine has none. */
export function find(requirement: Requirement): string | null {
  return requirements[requirement].find()
}

/** For `describe.skipIf(lacks('redis'))`. With PAPERBOY_TEST_REQUIRE=all it never skips, so that the test fails instead. */
export function lacks(...needed: Requirement[]): boolean {
  // The recordings are not ours to hand out, so a fresh clone elsewhere may lack them however much is installed.
  const mayLack = (requirement: Requirement) =>
    !isAllRequired || ['recordings', 'arxiv', 'bounces'].includes(requirement)
  return needed.some((requirement) => mayLack(requirement) && find(requirement) === null)
}

/** As `find`, for tests that have asked `lacks`. */
export function need(requirement: Requirement): string {
  const found = find(requirement)
  if (!found) throw new Error(`this test needs ${requirement}: install ${requirements[requirement].install}`)
  return found
}

/** Prints one line for each thing that is missing here. */
export function announceSkips(): void {
  for (const [name, { install }] of Object.entries(requirements)) {
    if (find(name as Requirement) === null)
      console.log(`skipping the tests that need ${name}: install ${install}`)
  }
}

function onPath(program: string, alsoIn?: string): string | null {
  const more = alsoIn ? globSync(alsoIn).sort().reverse() : []
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...more]
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path)) ?? null
}

function file(path: string): string | null {
  return existsSync(path) ? path : null
}

function recorded(name: string): string | null {
  const folder = fileURLToPath(new URL(`../../../shared/data/${name}`, import.meta.url))
  return existsSync(folder) ? folder : null
}
