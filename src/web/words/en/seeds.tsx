import type { SeedProblem } from '../../../seeds/entry.ts'
import { forms } from './forms.ts'

const { counted, number } = forms
const papers = (amount: number) => counted(amount, 'paper', 'papers')
type Told = Exclude<SeedProblem['reason'], 'too many'>

/** The papers that someone starts from. */
export const seeds = {
  title: 'Start with papers you know',
  link: 'Start with papers you know',
  linkHint: 'from a list, Zotero, BibTeX or ORCID',
  lede: 'Give papers that you like or wrote. Papers like them come from your next mail on, and topics, keywords and people are proposed to you from them.',
  isOff: 'Learning is off: these papers are kept, and change nothing about what comes.',
  back: 'Your preferences',
  list: 'Papers, one or more in a line',
  listHint:
    'Numbers of arXiv, links or DOIs; your ORCID iD; a Zotero group’s link, or zotero:users/ and your user number; or a pasted BibTeX or RIS list.',
  file: 'Or a file',
  fileHint: (megabytes: number) =>
    `BibTeX or RIS, as Zotero, Mendeley and Google Scholar export it, up to ${megabytes} MB.`,
  take: 'Take these papers',
  kept: 'The list itself is forgotten when it has been looked up. What is kept of each paper is its title, authors, topics and main words, until you remove it. Papers and libraries that are not stored here are looked up at arXiv, ORCID or Zotero, without saying for whom.',
  lastList: 'Your last list',
  looking: (done: number, total: number) =>
    `Looking up: ${number(done)} of ${number(total)} are done. This page looks again by itself.`,
  lookAgain: 'Look again',
  taken: (added: number) => (added === 0 ? 'No paper was taken.' : `${papers(added)} taken.`),
  notFound: 'Not taken:',
  line: (line: number) => `Line ${number(line)}:`,
  andMore: (amount: number) => `And ${number(amount)} more.`,
  reasons: {
    'not understood': 'is no number of arXiv, DOI or link to a paper that is known here.',
    unreadable: 'It could not be read in time. Export a part of your library.',
    'broken entry':
      'has braces or quotes that do not close, or a field without a value. Entries that begin on later lines were read.',
    'nothing to know it by': 'has neither a title nor a number.',
    'wrong check digit': 'is no ORCID iD: its last character does not fit the others.',
    'a Zotero page by name':
      'is a Zotero page by name. Zotero needs the number: zotero.org/settings/keys shows it. Type zotero:users/ and the number.',
    'too many': (amount: number) => `${papers(amount)} at the end of the list: the first 200 are read.`,
    'too many libraries': 'was left out: three libraries of a list are looked up.',
    'unknown to arXiv': 'is not known to arXiv.',
    'unknown DOI':
      'is not stored here, and a DOI alone cannot be looked up. Give it with its title, as BibTeX or RIS.',
    'unknown ORCID': 'is not known to ORCID.',
    'unknown library': 'is no library that Zotero knows.',
    'private library': 'is private. Make the library public on zotero.org, or export it as BibTeX.',
    'no papers there': 'has no papers that everyone may see.',
    'no answer': 'could not be looked up: there was no answer. Try it again later.',
    'no known words': 'has no words that say what it is about. Give it with its abstract.',
    'no room': 'was left out: 200 papers are kept. Remove some first.',
  } satisfies Record<Told, string> & { 'too many': (amount: number) => string },
  proposals: 'Proposed from your papers',
  proposalsHint: 'Tick what you want to follow. What is not ticked still counts through your papers.',
  noProposals: 'Your papers have nothing in common that you do not follow already.',
  topics: 'Topics',
  keywords: 'Keywords',
  authors: 'Authors',
  haveTopic: (some: number, all: number) => `in ${number(some)} of your ${papers(all)}`,
  sayWord: (some: number, all: number) => `a main word of ${number(some)} of your ${papers(all)}`,
  wrote: (some: number, all: number) => `wrote ${number(some)} of your ${papers(all)}`,
  follow: 'Follow what is ticked',
  yours: (amount: number) => `Your ${papers(amount)}`,
  count:
    'Each counts half as much as a paper marked “more like this”, all together no more than five of those.',
  remove: 'Remove',
  removeAll: 'Remove all',
  changes: {
    followed: 'You follow them now, beside what you chose before.',
    removed: 'Removed. It no longer counts.',
    removedAll: 'All removed. None of them counts any more.',
  },
  refusals: {
    'nothing given': 'There was no list: type something, or choose a file.',
    'still looking':
      'Your list before is still being looked up. Nothing was changed: give this one again when that is done.',
    'nothing ticked': 'Nothing was ticked, so nothing was changed.',
    'too many followed':
      'That would be more than you can follow: 20 keywords and 50 authors. Nothing was changed; tick fewer.',
  },
  tooLarge: {
    title: 'The list is too large',
    text: (megabytes: number) =>
      `A list can have up to ${megabytes} MB. Nothing was changed. Export a part of your library, or leave files and notes out.`,
  },
}
