import { stringify } from 'csv-stringify/sync'
import type { Db } from '../store/open.ts'
import { storedPreferences } from './columns.ts'
import { selectSubscribers, type SubscriberRow } from './find.ts'
import { preferenceFields } from './preference-fields.ts'
import { fieldNames, toInput } from './preferences.ts'

const pageSize = 1000

/**
 * Every subscriber as lines of a CSV file that `importSubscribers` reads, first the names of the columns. Preferences
 * come as they are stored, also where a topic or a time zone is not known any more. Whose address must not be mailed has the
 * status `suppressed`, so that no other installation mails it.
 */
export async function* exportSubscribers(db: Db): AsyncGenerator<string> {
  yield stringify([['email', 'status', ...fieldNames.map((name) => preferenceFields[name].csv[0])]])
  let afterId = 0
  for (;;) {
    const page = await selectSubscribers(db).where('id', '>', afterId).orderBy('id').limit(pageSize).execute()
    // Of an empty list the writer makes an empty line.
    if (page.length > 0) yield stringify(page.map(toCells), { escape_formulas: false })
    const last = page.at(-1)
    if (!last || page.length < pageSize) return
    afterId = last.id
  }
}

function toCells(row: SubscriberRow): string[] {
  const texts = toInput(storedPreferences(row))
  const cells = fieldNames.map((name) => texts[name] ?? '')
  const joined = cells.map((cell) => (Array.isArray(cell) ? cell.map(guard).join(';') : guard(cell)))
  return [guard(row.email), row.suppression === null ? row.status : 'suppressed', ...joined]
}

/**
 * A spreadsheet runs a cell that starts like a formula, and addresses and keywords are strangers' texts. Each element of a
 * list is guarded, because a spreadsheet that separates cells at ; makes a cell of each. The writer's own `escape_formulas`
 * guards more than `importSubscribers` takes off again.
 */
function guard(cell: string): string {
  return /^[=+\-@]/.test(cell) ? `'${cell}` : cell
}
