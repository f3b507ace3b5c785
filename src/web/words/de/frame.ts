import type { frame as shape } from '../en/frame.ts'

export const frame: typeof shape = {
  tagline: 'Viel beachtete Forschung, direkt ins Postfach',
  homeTitle: (brand) => `${brand}: Paper, über die man spricht`,
  allPapersFeed: 'Alle Paper',
  searchPapers: 'Paper suchen',
  search: 'Suchen',
  language: 'Sprache',
  promise: 'Kein Tracking, keine Cookies. Abbestellen geht mit jeder Mail.',
  readLatest: 'Zu den neuesten Papern',
  links: {
    home: 'Neueste Paper',
    topics: 'Themen',
    makers: 'Personen',
    archive: 'Archiv',
    search: 'Suche',
    feed: 'Feed',
    subscribe: 'Abonnieren',
    how: 'Wie Paper ausgewählt werden',
    status: 'Quellen',
  },
  keys: {
    title: 'Tasten',
    next: 'nächstes Paper',
    previous: 'voriges Paper',
    open: 'öffnen',
    search: 'suchen',
    help: 'diese Liste',
  },
}
