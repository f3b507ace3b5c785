/** What in a migration would keep everyone else from a table for as long as it has rows to look at. */
type Shape = { problem: string; isIn: (statement: string, file: MigrationText) => boolean }

type MigrationText = { isInBatches: boolean; hasOwn: (table: string) => boolean; addsConstraint: boolean }

const tableOf = (statement: string) => {
  const [, name = ''] =
    /^(?:alter table(?: if exists)?(?: only)?|update(?: only)?|delete from(?: only)?) +([\w.]+)/.exec(
      statement,
    ) ??
    /^create (?:unique )?index .*?\bon (?:only )?([\w.]+)/.exec(statement) ??
    []
  return name
}

const shapes: Shape[] = [
  {
    problem:
      'an index on a table that has rows: create it concurrently, in a file that is run without a transaction',
    isIn: (text) => /^create (unique )?index (?!concurrently)/.test(text),
  },
  {
    problem:
      'a check or foreign key that is checked at once: add it `not valid`, and validate it in a later file',
    isIn: (text) => / add (constraint \w+ )?(check|foreign key)\b/.test(text) && !/ not valid\b/.test(text),
  },
  {
    problem: 'a constraint that is validated in the file that adds it, whose lock is still held',
    isIn: (text, { addsConstraint }) => / validate constraint /.test(text) && addsConstraint,
  },
  {
    problem:
      'a unique constraint or primary key that builds its index: build it concurrently, and add it `using index`',
    isIn: (text) => / add (constraint \w+ )?(unique|primary key)\b/.test(text) && !/ using index /.test(text),
  },
  {
    problem: 'a new column that references another table: add the column, then the key `not valid`',
    isIn: (text) => / add (column )?(?!constraint|check|foreign|unique|primary)[^,]* references /.test(text),
  },
  {
    problem: 'a new column that rewrites the table: give it a constant default, or none',
    isIn: (text) =>
      / add (column )?(if not exists )?\w+ (\w*serial\b|[^,]*(generated |default [^,]*(\(|current_|localtime)))/.test(
        text,
      ),
  },
  {
    problem: 'a new column that is not null and has no default',
    isIn: (text) => / add (column )?(?!constraint|check)\w.* not null/.test(text) && !/ default /.test(text),
  },
  {
    problem: 'a change of a column’s type, which rewrites the table',
    isIn: (text) => / alter (column )?\w+ (set data )?type /.test(text),
  },
  {
    problem: '`set not null`, which reads the whole table: add a check `not valid` and validate it',
    isIn: (text) => / alter (column )?\w+ set not null/.test(text),
  },
  {
    problem: 'a change of many rows in one transaction: run the file in batches',
    isIn: (text, { isInBatches }) => /^(update|delete from) /.test(text) && !isInBatches,
  },
  {
    problem: 'a batch without a limit',
    isIn: (text, { isInBatches }) =>
      /^(update|delete from) /.test(text) && isInBatches && !/ limit \d/.test(text),
  },
  {
    problem: 'a lock on a whole table',
    isIn: (text) => /^(lock|cluster|vacuum full|reindex (?!.*concurrently))/.test(text),
  },
]

/**
 * What in a migration's SQL would stop a running installation. Tables that the file itself makes are exempt: nobody uses
 * them yet. A statement with a comment `-- may lock: <why>` is exempt too.
 */
export function findLockingShapes(sqlText: string): string[] {
  const isInBatches = sqlText.startsWith('-- run: in batches')
  const statements = sqlText
    .split(/;[ \t]*(?:--.*)?$/m)
    .filter((statement) => !/^\s*-- may lock: \S/m.test(statement))
    .map((statement) => statement.replace(/--.*$/gm, '').replace(/\s+/g, ' ').trim().toLowerCase())
    .flatMap(clausesOf)
  const own = new Set(
    statements.flatMap(
      (text) => /^create (?:unlogged )?table (?:if not exists )?([\w.]+)/.exec(text)?.[1] ?? [],
    ),
  )
  const file: MigrationText = {
    isInBatches,
    hasOwn: (table) => own.has(table),
    addsConstraint: statements.some((text) => / add constraint /.test(text)),
  }
  return statements.flatMap((text) =>
    file.hasOwn(tableOf(text))
      ? []
      : shapes
          .filter((shape) => shape.isIn(text, file))
          .map(({ problem }) => `${problem}: ${text.slice(0, 80)}`),
  )
}

/** `alter table a add …, alter …` as one statement for each. */
function clausesOf(statement: string): string[] {
  const [head, ...others] = statement.split(/, (?=(?:add|alter|drop|validate) )/)
  const table = /^alter table (?:if exists )?(?:only )?[\w.]+/.exec(statement)?.[0]
  return table ? [head ?? '', ...others.map((clause) => `${table} ${clause}`)] : [statement]
}
