import type { Reading } from '../../src/sources/http.ts'
import { readJson } from '../../src/sources/read-json.ts'

/** JSON of any shape, as it is. */
export const asJson: Reading<unknown> = {
  accept: 'application/json',
  module: new URL('../../src/sources/read-json.ts', import.meta.url).href,
  read: readJson,
}
