/** Every address of the web service, as data: the server, its pages and the mails all take them from here. */
export const routes = {
  home: route('/'),
  digest: route('/digests/:day'),
  topic: route('/topics/:slug'),
  topics: route('/topics'),
  paper: route('/papers/:id'),
  bibtex: route('/papers/:id/citation.bib'),
  ris: route('/papers/:id/citation.ris'),
  makers: route('/people'),
  author: route('/people/:name'),
  organization: route('/organizations/:name'),
  archive: route('/archive'),
  archiveMonth: route('/archive/:month'),
  search: route('/search'),
  feed: route('/feed.atom'),
  topicFeed: route('/topics/:slug/feed.atom'),
  ownFeed: route('/feed/:token/picks.atom'),
  ownJsonFeed: route('/feed/:token/picks.json'),
  robots: route('/robots.txt'),
  sitemap: route('/sitemap.xml'),
  apiDocument: route('/api/v1/openapi.json'),
  apiLatestDigest: route('/api/v1/digests/latest'),
  apiDigest: route('/api/v1/digests/:day'),
  apiPaper: route('/api/v1/papers/:id'),
  apiTopics: route('/api/v1/topics'),
  apiTopicPapers: route('/api/v1/topics/:slug/papers'),
  apiSearch: route('/api/v1/search'),
  subscribe: route('/subscribe'),
  confirm: route('/confirm/:token'),
  preferences: route('/preferences/:token'),
  why: route('/preferences/:token/why'),
  ownEditions: route('/preferences/:token/editions'),
  ownPaper: route('/preferences/:token/papers/:paper'),
  more: route('/preferences/:token/more/:paper'),
  less: route('/preferences/:token/less/:paper'),
  mute: route('/preferences/:token/mute/:paper'),
  marks: route('/preferences/:token/marks'),
  seeds: route('/preferences/:token/seeds'),
  savedBibtex: route('/preferences/:token/saved.bib'),
  savedRis: route('/preferences/:token/saved.ris'),
  profile: route('/preferences/:token/profile'),
  feedAddresses: route('/preferences/:token/feed'),
  ownMail: route('/preferences/:token/mail'),
  unsubscribe: route('/unsubscribe/:token'),
  undo: route('/undo/:token'),
  exportData: route('/export/:token'),
  erase: route('/erase/:token'),
  styles: route('/assets/styles.css'),
  pageScript: route('/assets/page.js'),
  proofScript: route('/assets/proof.js'),
  inboxScript: route('/assets/inbox.js'),
  icon: route('/assets/icon.svg'),
  brandStyles: route('/assets/brand.css'),
  brandFile: route('/assets/brand/:file'),
  status: route('/status'),
  how: route('/how'),
  preview: route('/preview'),
  previewedMail: route('/preview/mail'),
  inbox: route('/inbox'),
  inboxMail: route('/inbox/:id'),
  inboxFrame: route('/inbox/:id/html'),
  editionFigures: route('/operator/editions/:id'),
  webhook: route('/webhooks/:provider'),
  health: route('/health'),
  alive: route('/healthz'),
  ready: route('/readyz'),
  metrics: route('/metrics'),
} as const

export type Route<Path extends string> = {
  /** As the router takes it: `/digests/:day`. */
  path: Path
  /** The path with its parameters filled in and escaped: `/digests/2026-05-20`. */
  href: (...params: RouteParams<Path>) => string
}

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never

type RouteParams<Path extends string> = [ParamNames<Path>] extends [never]
  ? []
  : [params: Record<ParamNames<Path>, string>]

function route<Path extends string>(path: Path): Route<Path> {
  const [start = '', ...rest] = path.split(/:(\w+)/)
  // A colon may stand in a path as it is, and papers' ids read better with theirs.
  const href = (params?: Record<string, string>) =>
    rest.reduce(
      (made, part, index) =>
        made + (index % 2 === 0 ? encodeURIComponent(params?.[part] ?? '').replaceAll('%3A', ':') : part),
      start,
    )
  return { path, href }
}
