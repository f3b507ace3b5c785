/** What stands around every page. */
export const frame = {
  /** Of the brand that an installation has without one of its own. */
  tagline: 'Trending papers, brought to your door',
  homeTitle: (brand: string) => `${brand}: trending research papers`,
  allPapersFeed: 'All papers',
  searchPapers: 'Search papers',
  search: 'Search',
  language: 'Language',
  promise: 'No tracking, no cookies. Every mail has a link to leave.',
  readLatest: 'Read the latest papers',
  links: {
    home: 'Today’s papers',
    topics: 'Topics',
    makers: 'People',
    archive: 'Archive',
    search: 'Search',
    feed: 'Feed',
    subscribe: 'Subscribe',
    how: 'How papers are chosen',
    status: 'Sources',
  },
  keys: {
    title: 'Keys',
    next: 'next paper',
    previous: 'paper before',
    open: 'open it',
    search: 'search',
    help: 'this list',
  },
}
