import type { Command } from 'commander'
import { UserError } from '../errors.ts'
import type { Candidate } from '../papers/paper.ts'
import { reasonPhrase } from '../render/paper-view.ts'
import { popularityByAge } from '../select/popularity.ts'
import type { Profile } from '../select/profile.ts'
import { rank } from '../select/rank.ts'
import { rate } from '../select/rate.ts'
import { selectPapers, type Pick } from '../select/select.ts'
import { defaultPreferences, parseGivenPreferences, splitList } from '../subscribers/preferences.ts'
import { findTopic } from '../topics/catalogue.ts'
import { classify } from '../topics/classify.ts'
import { readEntriesFile, type ListedPaper } from './entries.ts'
import { print, printTable } from './output.ts'

type Options = {
  topics?: string
  keywords?: string
  authors?: string
  organizations?: string
  mute?: string
  max: string
  discovery?: true
  json?: true
}

export function addRankCommand(program: Command): void {
  program
    .command('rank <file.json>')
    .description('print what a subscriber with these wishes would get from a file of papers')
    .option('--topics <slugs>', 'separated by commas, as are all of these')
    .option('--keywords <phrases>', 'found side by side, in any inflection')
    .option('--authors <names>', 'people whose papers always match')
    .option('--organizations <names>', 'the same for where papers are from')
    .option('--mute <what>', 'topics, phrases and names that must not come')
    .option('--max <1-1000>', 'how many papers at most', String(defaultPreferences.maxPapers))
    .option('--discovery', 'with the last place for what is popular outside of all this, as in a mail')
    .option('--json', 'JSON lines also on a terminal')
    .addHelpText('after', help)
    .action(printSelection)
}

const help = `
The file is an array of Hugging Face entries, as /api/daily_papers answers it; - reads standard input. All of it counts
as one day's digest. Without topics, keywords and names it is what trends.
On a terminal it prints a table, elsewhere JSON lines: {"id", "title", "score", "relevance", "reason", "because"}, the
best first. The id is arXiv’s, without a version. Scores lie between 0 and 1.`

/** Where the papers of a file are put in time: any day will do, as they share it. */
const fileDay = '2000-01-01'
const fileTakenAt = new Date(`${fileDay}T12:00:00Z`)

async function printSelection(file: string, options: Options): Promise<void> {
  const profile = readProfile(options)
  const candidates = asCandidates(await readEntriesFile(file))
  const picks = selectPapers(rank(rate(candidates, fileDay), profile), new Set(), profile.maxPapers)
  if (options.json || !process.stdout.isTTY) {
    for (const pick of picks) print(JSON.stringify(toLine(pick)))
  } else if (picks.length > 0) {
    const rows = picks.map((pick) => {
      const { id, score, because, title } = toLine(pick)
      return [id, score.toFixed(3), because, title]
    })
    printTable(['id', 'score', 'why', 'title'], rows)
  }
  if (picks.length === 0) process.stderr.write(`None of the ${candidates.length} papers matches.\n`)
}

function readProfile(options: Options): Profile {
  const list = (text: string | undefined) => (text === undefined ? undefined : splitList(text))
  const muted = splitList(options.mute ?? '')
  const mutedWords = muted.filter((one) => !findTopic(one.toLowerCase()))
  const parsed = parseGivenPreferences({
    topics: list(options.topics),
    keywords: list(options.keywords),
    authors: list(options.authors),
    organizations: list(options.organizations),
    mutedTopics: muted.filter((one) => findTopic(one.toLowerCase())),
    mutedKeywords: mutedWords,
    mutedAuthors: mutedWords,
  })
  if (!parsed.ok) throw new UserError([...new Set(Object.values(parsed.problems))].join('\n'))
  const maxPapers = Number(options.max)
  if (!Number.isInteger(maxPapers) || maxPapers < 1 || maxPapers > 1000) {
    throw new UserError('Choose from 1 to 1000 papers for --max.')
  }
  return {
    ...defaultPreferences,
    ...parsed.preferences,
    maxPapers,
    withDiscovery: options.discovery ?? false,
  }
}

function asCandidates(listed: readonly ListedPaper[]): Candidate[] {
  const distinct = [...new Map(listed.map((one) => [one.paper.id, one])).values()]
  const votes = distinct.map(({ paper: { id }, signals: { upvotes } }) => ({ id, upvotes }))
  const popularity = popularityByAge(
    votes.map((vote) => ({ ...vote, firstListedOn: fileDay })),
    votes.map(({ id, upvotes }) => ({
      paper: id,
      listedOn: fileDay,
      source: 'file',
      at: fileTakenAt,
      upvotes,
    })),
    fileTakenAt,
  )
  return distinct.map(({ paper, signals }) => ({
    ...paper,
    topics: classify(paper),
    signals,
    popularity: popularity.get(paper.id) ?? 0,
    firstListedOn: fileDay,
  }))
}

function toLine({ candidate, score, relevance, reason }: Pick) {
  const rounded = (value: number) => Number(value.toFixed(4))
  return {
    id: candidate.id.replace(/^arxiv:/, ''),
    title: candidate.title,
    score: rounded(score),
    relevance: rounded(relevance),
    reason,
    because: reasonPhrase(reason),
  }
}
