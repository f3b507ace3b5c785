import type { Linked } from '../linked.ts'
import { forms } from './forms.ts'

const { counted } = forms
const papers = (amount: number) => counted(amount, 'paper', 'papers')
const trending = (amount: number) => counted(amount, 'trending research paper', 'trending research papers')

/** Pages of papers: a day, a topic, a person, an archive, a search, one paper. */
export const reading = {
  papers,
  days: (amount: number) => counted(amount, 'day', 'days'),
  card: {
    upvotes: (amount: number) => counted(amount, 'upvote', 'upvotes'),
    comments: (amount: number) => counted(amount, 'comment', 'comments'),
    withdrawn: 'Withdrawn',
    code: 'Code',
    codeWithStars: (stars: number) => `Code (${counted(stars, 'star', 'stars')})`,
    project: 'Project',
  },
  pager: {
    label: 'Pages',
    previous: (page: number) => `← Page ${page}`,
    next: (page: number) => `Page ${page} →`,
    of: (page: number, pages: number) => `Page ${page} of ${pages}`,
  },
  digest: {
    title: (topic: string, on: string) => `${topic} on ${on}`,
    description: (amount: number, on: string) =>
      `${trending(amount)} of ${on}, and a newsletter with those that match your topics.`,
    latest: 'The latest papers',
    latestOnTopic: (topic: string) => `The latest about ${topic}`,
    papersOf: (on: string) => `Papers of ${on}`,
    inBrief: 'In brief',
    topicFeed: (topic: string) => `Papers about ${topic}`,
    otherDays: 'Other days',
    topicsOfDay: 'Topics of this day',
    all: 'All',
    onAllDays: (topic: string) => `${topic} on all days →`,
    noneOnTopic: (topic: string, linked: Linked) => (
      <>
        Nothing about {topic} that day. See {linked('other days')}.
      </>
    ),
    sample: {
      title: 'Sample edition.',
      text: 'These papers are made up, to show how a day looks. Real ones take their place as soon as the first list is fetched.',
    },
    nothingYet: {
      description: 'A newsletter of trending research papers that match your topics.',
      dateline: 'The first edition',
      title: 'No papers yet',
      text: 'No papers have been fetched yet. They appear here as soon as the first day’s list is in; look again in a few minutes.',
    },
    noDigest: {
      title: 'No papers on that day',
      text: 'There is no list of papers for this day: a weekend, a day to come, or one from before this paper began.',
    },
  },
  paper: {
    kicker: 'Paper',
    isWithdrawn: 'This paper has been withdrawn.',
    discuss: 'Discuss',
    figure: 'Picture from the paper’s page',
    abstract: 'Abstract',
    andOthers: (amount: number) => `and ${counted(amount, 'other', 'others')}`,
    note: 'Note',
    published: 'Published',
    listed: 'Listed',
    topics: 'Topics',
    keywords: 'Keywords',
    similar: 'Similar papers',
    cite: 'Cite',
    copy: 'Copy',
    copied: 'Copied',
    bibtex: 'BibTeX file',
    ris: 'RIS file',
    upvoteHistory: (from: number, since: string, to: number, until: string) =>
      `From ${counted(from, 'upvote', 'upvotes')} on ${since} to ${forms.number(to)} on ${until}`,
  },
  topic: {
    title: (topic: string, page: number) => `${topic}${page > 1 ? `, page ${page}` : ''}: trending papers`,
    description: (topic: string, about: string) => `Trending research papers about ${topic}. ${about}.`,
    about: (about: string, linked: Linked) => (
      <>
        {about}. {linked('Atom feed')}
      </>
    ),
    noneYet: (topic: string) => `Nothing about ${topic} has been listed yet.`,
    noneThisFarBack: (topic: string) => `Nothing about ${topic} has been listed this far back.`,
    all: 'All topics',
  },
  topics: {
    title: 'Topics',
    description: 'The topics of trending research papers, and how many each had lately.',
    trend: (topic: string, weeks: readonly number[]) =>
      `${topic} in the last ${weeks.length} weeks: ${weeks.join(', ')} papers`,
  },
  archive: {
    title: 'Archive',
    description: (month: string) => `The trending research papers of ${month}, day by day.`,
    months: 'Months',
  },
  makers: {
    title: 'People and organisations',
    all: 'All people and organisations',
    description: (days: number) => `Who had the most trending research papers in ${days} days.`,
    dateline: (days: number) => `Most papers in ${days} days`,
    organizations: 'Organisations',
    people: 'People',
    none: 'Nobody has had two papers yet.',
    author: 'Author',
    organization: 'Organisation',
    byAuthor: (amount: number, name: string) => `${trending(amount)} by ${name}.`,
    byOrganization: (amount: number, name: string) => `${trending(amount)} from ${name}.`,
    sameName: 'All papers with this name. Several people may have it.',
  },
  searching: {
    title: 'Search',
    quoted: (text: string) => `“${text}”`,
    found: (amount: number) => `${trending(amount)}.`,
    foundFor: (amount: number, text: string) => `${trending(amount)} matching “${text}”.`,
    description: 'Find trending research papers by words of their titles, abstracts and authors’ names.',
    everyPaper: 'Every paper in the archive',
    results: (amount: number, page: number, pages: number) => `${papers(amount)}, page ${page} of ${pages}`,
    question: 'What are you looking for?',
    mentioning: (text: string) => `Papers that mention “${text}”`,
    anyPapers: 'Papers',
    nothingFound: 'No paper has all of this. Fewer words or filters, or others, may find it.',
    help: 'Words from titles, abstracts or authors’ names find papers.',
    sideBySide: (example: Linked) => <>{example('"world models"')} finds the words side by side.</>,
    either: (example: Linked) => <>{example('robots or drones')} finds either.</>,
    without: (example: Linked) => <>{example('diffusion -video')} leaves out papers that mention “video”.</>,
    suggestions: 'Suggestions',
    didYouMean: (linked: Linked, text: string) => <>Did you mean {linked(text)}?</>,
    topicNamed: (name: string) => `Topic: ${name}`,
    filters: 'Filters',
    topic: 'Topic',
    all: 'All',
    from: 'Listed from',
    to: 'until',
    source: 'Source',
    withCode: 'With code only',
    filter: 'Filter',
  },
}
