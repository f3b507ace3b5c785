import pg from 'pg'

/** PostgreSQL's catalogue (pg_type) numbers the types of arrays so; pg names only the elements' types. */
const int8ArrayOid: number = 1016
const textArrayOid: number = 1009

const parseTextArray = pg.types.getTypeParser(textArrayOid)
const parseInt8Array = pg.types.getTypeParser(int8ArrayOid)

/** Days stay the strings that they are, and bigints become numbers: ours stay far below 2^53. */
export const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') => {
  if (oid === pg.types.builtins.DATE) return (value: string) => value
  if (oid === pg.types.builtins.INT8) return Number
  if (oid === int8ArrayOid) return (value: string) => [...parseInt8Array(value)].map(Number)
  // Six of the seven lists of most subscribers.
  if (oid === textArrayOid) return (value: string) => (value === '{}' ? [] : parseTextArray(value))
  return pg.types.getTypeParser(oid, format)
}
