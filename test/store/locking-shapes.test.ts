import { expect, test } from 'vitest'
import { readMigrationFile, readMigrationNames } from '../../src/store/migration-files.ts'
import { findLockingShapes } from './locking-shapes.ts'

/** Those that landed before the rules. 0019 renames the table of single mails, which is small, under a lock of 5 s at most. */
const exempt = '0019_outbox'

test('no migration stops a running installation', async () => {
  const found: Record<string, string[]> = {}
  for (const name of await readMigrationNames()) {
    const problems = name <= exempt ? [] : findLockingShapes((await readMigrationFile(name)).text)
    if (problems.length > 0) found[name] = problems
  }
  expect(found).toEqual({})
})

test.each([
  ['create index papers_title on papers (title)', /concurrently/],
  ['create unique index papers_title on papers (title)', /concurrently/],
  ['alter table papers add constraint named check (title <> $$$$)', /`not valid`/],
  ['alter table papers add foreign key (id) references others', /`not valid`/],
  ['alter table papers add constraint one unique (title)', /using index/],
  [
    'alter table papers add constraint a check (true) not valid;\nalter table papers validate constraint a',
    /validated/,
  ],
  ['alter table papers add column other int references others (id)', /references/],
  ['alter table papers add column at timestamptz default now()', /rewrites/],
  ['alter table papers add column no bigserial', /rewrites/],
  ['alter table papers add column twice int generated always as (no * 2) stored', /rewrites/],
  ['alter table papers add column title text not null', /no default/],
  ['alter table papers add column a int, add column title text not null', /no default/],
  ['alter table papers alter column title type varchar(10)', /type/],
  ['alter table papers alter column title set not null', /reads the whole table/],
  ['update papers set title = lower(title)', /in batches/],
  ['delete from papers where title is null', /in batches/],
  ['-- run: in batches\nupdate papers set title = lower(title)', /limit/],
  ['lock table papers', /lock on a whole table/],
])('%j is refused', (text, problem) => {
  expect(findLockingShapes(text).join('\n')).toMatch(problem)
})

test.each([
  'create table others (id int primary key, title text not null);\ncreate index on others (title);',
  '-- run: without a transaction\ncreate index concurrently papers_title on papers (title);',
  'alter table papers add column length int not null default 0',
  'alter table papers add constraint named check (title <> $$$$) not valid',
  'alter table papers validate constraint named',
  'alter table papers add column a int, add constraint named check (a is not null) not valid',
  'alter table papers add constraint one unique using index papers_title',
  '-- run: in batches\nupdate papers set n = 1 where id in (select id from papers where n is null limit 1000)',
  '-- may lock: it has ten rows\nupdate settings set value = 1',
])('%j is accepted', (text) => {
  expect(findLockingShapes(text)).toEqual([])
})
