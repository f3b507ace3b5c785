import type { Db } from '../store/open.ts'
import { pageOfSubscribers, type Subscriber } from './find.ts'

const pageSize = 1000
const columns =
  'email,status,topics,keywords,authors,organizations,muted_topics,muted_keywords,muted_authors,outside,' +
  'cadence,hour,time_zone,max,language,paused_until'

/** Every subscriber as lines of a CSV file that `importSubscribers` reads, first the names of the columns. */
export async function* exportSubscribers(db: Db): AsyncGenerator<string> {
  yield `${columns}\n`
  let afterId = 0
  for (;;) {
    const page = await pageOfSubscribers(db, afterId, pageSize)
    for (const subscriber of page) yield toLine(subscriber)
    const last = page.at(-1)
    if (!last || page.length < pageSize) return
    afterId = last.id
  }
}

function toLine({ email, status, preferences }: Subscriber): string {
  const { topics, keywords, authors, organizations, mutedTopics, mutedKeywords, mutedAuthors } = preferences
  const { withDiscovery, cadence, hour, timeZone, maxPapers, language, pausedUntil } = preferences
  const lists = [topics, keywords, authors, organizations, mutedTopics, mutedKeywords, mutedAuthors]
  const rest = [withDiscovery ? 'yes' : 'no', cadence, hour, timeZone, maxPapers, language, pausedUntil ?? '']
  const cells = [email, status, ...lists.map((list) => list.join(';')), ...rest]
  return `${cells.map((cell) => quote(guard(String(cell)))).join(',')}\n`
}

/** A spreadsheet runs a cell that starts like a formula, and addresses and keywords are strangers' texts. */
function guard(cell: string): string {
  return /^[=+\-@]/.test(cell) ? `'${cell}` : cell
}

function quote(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
