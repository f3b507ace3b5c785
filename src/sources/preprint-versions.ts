/** What a server appends to the address of a paper for its views and files. */
const view = String.raw`(?:\.full(?:\.pdf|-text)?|\.abstract|\.pdf|\.article-info|\.supplementary-material|\/(?:full|abstract|pdf|epdf|html|download|document))?`

/**
 * Preprint servers give each version a DOI of its own: `10.1101/2026.05.01.123456v2` (bioRxiv, medRxiv),
 * `10.21203/rs.3.rs-1234567/v2` (Research Square), `10.26434/chemrxiv-2026-abcde-v3` (ChemRxiv), `…/osf.io/abcde_v1`
 * (OSF), `10.20944/preprints202605.0123.v1` (Preprints.org), `10.12688/f1000research.12345.2` (F1000),
 * `10.7554/eLife.12345.2` (eLife). Those of Zenodo differ in their whole number, and do not tell what they are versions of.
 *
 * @param doi in lower case
 */
export function versionlessDoi(doi: string): string {
  return doi
    .replace(/(?<=\d)v\d{1,2}$|[./_-]v\d{1,2}$/, '')
    .replace(/^(10\.(?:12688\/[a-z\d]+|7554\/elife)\.\d+)\.\d{1,2}$/, '$1')
}

/** Pages that name a version, by their hosts; the group is the page without it. */
const versionedPages: { host: RegExp; path: RegExp }[] = [
  { host: /^researchsquare\.com$/, path: /^(\/article\/rs-\d+)\/(?:v\d{1,2}|latest)(?:\.pdf)?$/ },
  { host: /(?:^|\.)osf\.io$/, path: /^(.*\/[a-z\d]{5})_v\d{1,2}(?:\/download)?$/ },
  { host: /(?:^|\.)figshare\.com$/, path: /^(\/articles\/.+\/\d{5,})\/\d{1,3}$/ },
  // F1000 and the publishers on its platform.
  { host: /./, path: /^(\/articles\/\d+-\d+)\/v\d{1,2}$/ },
  // ChemRxiv and others on Cambridge's platform.
  { host: /./, path: /^(.*\/article-details\/[\da-f]+)\/v\d{1,2}$/ },
  {
    host: /./,
    path: new RegExp(String.raw`^(.*\d{4}[^/]*?)(?:\/v\d{1,2}|(?<=\d{4})v\d{1,2})${view}$`),
  },
]

/**
 * The path of a paper's page without its version: that of a preprint server, or one behind a number of at least four digits.
 *
 * @param host without `www.`
 * @param path without a slash at its end
 */
export function versionlessPath(host: string, path: string): string {
  for (const page of versionedPages) {
    const found = page.host.test(host) ? page.path.exec(path)?.[1] : undefined
    if (found !== undefined) return found
  }
  return path
}

const prefix = String.raw`10\.\d{4,9}`
/** One part behind the prefix: what follows it is the publisher's. A few have two, or a version as the second. */
const doiInPath = new RegExp(String.raw`\/(${prefix}\/(?:osf\.io\/)?[^/]+?(?:\/v\d{1,2})?)${view}$`)

/**
 * The DOI that the address of a publisher's page holds: `https://www.biorxiv.org/content/10.1101/2026.05.01.123456v2.full.pdf`.
 *
 * @returns null where it holds none, or other parts behind it
 */
export function doiOfPage(link: string): string | null {
  if (!URL.canParse(link)) return null
  const url = new URL(link)
  const ssrn = ssrnNumber(url)
  if (ssrn) return `10.2139/ssrn.${ssrn}`
  const named = ['doi', 'id'].flatMap((name) => url.searchParams.get(name) ?? [])
  const inQuery = named.find((value) => new RegExp(`^${prefix}/\\S{1,200}$`).test(value))
  const path = decodePath(url.pathname.replace(/\/+$/, ''))
  const found = inQuery ?? doiInPath.exec(path)?.[1]
  return found !== undefined && found.length <= 200 ? versionlessDoi(found.toLowerCase()) : null
}

function ssrnNumber({ hostname, pathname, searchParams }: URL): string | undefined {
  if (!/(?:^|\.)ssrn\.com$/.test(hostname)) return undefined
  return /^\d+$/.exec(searchParams.get('abstract_id') ?? '')?.[0] ?? /^\/abstract=(\d+)$/.exec(pathname)?.[1]
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
