import type { Db } from '../../store/open.ts'
import { languages } from '../../subscribers/preference-schemas.ts'
import { readSearchTerms } from '../../papers/search-terms.ts'
import { searchPapers, type PaperQuery } from '../../papers/find-papers.ts'
import { wholeTopics } from '../../topics/catalogue.ts'
import { pageWords } from '../words/catalogue.ts'
import { buildSuggester, type SuggestedMaker, type Suggester } from './suggest.ts'

/** What a page of results can lead to besides. */
export type Suggestions = {
  makers: SuggestedMaker[]
  topics: string[]
  /** A text near to the one searched for that finds something, where that found nothing. */
  correction: string | null
}

/** Of a season or two, read within a second: enough for every word that matters. */
const maxPapers = 3000
const maxAgeMs = 600_000

type Suggesting = { db: Db; clock: () => Date }

const kept = new WeakMap<Suggesting, { at: number; suggester: Promise<Suggester> }>()

/** @param foundNothing whether to look for words that were mistyped */
export async function suggest(
  deps: Suggesting,
  query: PaperQuery,
  foundNothing: boolean,
): Promise<Suggestions> {
  const suggester = await currentSuggester(deps)
  const near = foundNothing ? suggester.correct(query.text) : null
  // Each word is said by some paper, but no paper needs to say all of them.
  const isFound = near !== null && (await searchPapers(deps.db, { ...query, text: near }, 1)).total > 0
  return {
    makers: suggester.makers(query.text),
    topics: suggester.topics(query.text),
    correction: isFound ? near : null,
  }
}

/** Read at most once in ten minutes, however many people search. */
function currentSuggester(deps: Suggesting): Promise<Suggester> {
  const now = deps.clock().getTime()
  const known = kept.get(deps)
  if (known && Math.abs(now - known.at) < maxAgeMs) return known.suggester
  const suggester = readSearchTerms(deps.db, maxPapers).then((papers) => buildSuggester(papers, topicTerms()))
  kept.set(deps, { at: now, suggester })
  suggester.catch(() => kept.delete(deps))
  return suggester
}

function topicTerms() {
  return wholeTopics().map(({ slug, about }) => ({
    slug,
    names: languages.map((language) => pageWords[language].topics.name(slug)),
    about: languages.map((language) => pageWords[language].topics.about[slug] ?? about),
  }))
}
