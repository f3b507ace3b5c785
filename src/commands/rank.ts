import { Option, type Command } from 'commander'
import { loadOwnTopics, readEnvironment } from '../config/load.ts'
import { UserError } from '../errors.ts'
import type { Candidate } from '../papers/paper.ts'
import { reasonPhrase } from '../render/paper-view.ts'
import { popularityByAge } from '../select/popularity.ts'
import type { Profile } from '../select/profile.ts'
import { rank } from '../select/rank.ts'
import { rate } from '../select/rate.ts'
import { selectPapers, type Pick } from '../select/select.ts'
import { splitList } from '../subscribers/list-text.ts'
import { defaultPreferences, parseGivenPreferences } from '../subscribers/preferences.ts'
import { findTopic } from '../topics/catalogue.ts'
import { scoreTopics } from '../topics/narrow.ts'
import { readEntriesFile, type ListedPaper } from './entries.ts'
import { print, printTable } from './output.ts'
import {
  addPreferenceFlags,
  listHelp,
  readPreferenceFlags,
  type PreferenceOptions,
} from './preference-flags.ts'
import { tellProblems } from '../subscribers/problems.ts'

type Options = PreferenceOptions & { mute?: string; max: string; outside?: true; json?: true }

export function configure(command: Command): void {
  addPreferenceFlags(command, ['maxPapers'])
    .option('--mute <what>', 'topics, phrases and names to leave out, in one list')
    .option('--max <1-1000>', 'how many papers at most', String(defaultPreferences.maxPapers))
    .addOption(new Option('--outside', 'the older name of --discovery').hideHelp())
    .option('--json', 'JSON lines also on a terminal')
    .addHelpText('after', listHelp + help)
    .action(printSelection)
}

const help = `
The file is an array of Hugging Face entries, as /api/daily_papers answers it; - reads standard input. All of it counts
as one day's digest. Without topics, keywords and names, whatever trends is chosen. The last place goes to a discovery
only with --discovery. When to mail (--hour, --time-zone and the like) changes nothing here.
On a terminal it prints a table, elsewhere JSON lines: {"id", "title", "score", "relevance", "reason", "because"}, the
best first. The id is arXiv’s, without a version. Scores lie between 0 and 1.`

/** Where the papers of a file are put in time: any day will do, as they share it. */
const fileDay = '2000-01-01'
const fileTakenAt = new Date(`${fileDay}T12:00:00Z`)

async function printSelection(file: string, options: Options): Promise<void> {
  loadOwnTopics(readEnvironment())
  const profile = readProfile(options)
  const candidates = asCandidates(await readEntriesFile(file))
  const picks = selectPapers(rank(rate(candidates, fileDay), profile), null, profile.maxPapers)
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
  const given = readPreferenceFlags(options)
  const muted = splitList(options.mute ?? '')
  const mutedWords = muted.filter((one) => !findTopic(one.toLowerCase()))
  const parsed = parseGivenPreferences({
    ...given,
    mutedTopics: [...(given.mutedTopics ?? []), ...muted.filter((one) => findTopic(one.toLowerCase()))],
    mutedKeywords: [...(given.mutedKeywords ?? []), ...mutedWords],
    mutedAuthors: [...(given.mutedAuthors ?? []), ...mutedWords],
    maxPapers: undefined,
  })
  if (!parsed.ok) throw new UserError(tellProblems(parsed.problems).join('\n'))
  const maxPapers = Number(options.max)
  if (!Number.isInteger(maxPapers) || maxPapers < 1 || maxPapers > 1000) {
    throw new UserError('Choose from 1 to 1000 papers for --max.')
  }
  return {
    ...defaultPreferences,
    ...parsed.preferences,
    maxPapers,
    withDiscovery: parsed.preferences.withDiscovery ?? options.outside ?? false,
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
    topics: scoreTopics(paper),
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
