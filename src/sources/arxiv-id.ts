const idPattern = String.raw`\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7}`
const exactId = new RegExp(`^(${idPattern})(?:v\\d+)?$`)
/** arXiv's own pages, mirrors of them by id, its DOIs and its OAI ids. */
const namedId = new RegExp(
  String.raw`(?:arxiv\.org\/(?:abs|pdf|html|format)\/|alphaxiv\.org\/abs\/|huggingface\.co\/papers\/|` +
    String.raw`10\.48550\/arxiv\.|oai:arxiv\.org:|\barxiv:\s?)(${idPattern})(?:v\d+)?(?:\.pdf)?(?![\d.]*\d)`,
  'i',
)

/** The id of the paper, not of its version: "2512.01234v2" gives "2512.01234". Null where it is none of arXiv's. */
export function versionlessArxivId(id: string): string | null {
  return exactId.exec(id)?.[1] ?? null
}

/** The id of the paper that a link, a DOI or a feed's id names, or null. */
export function findArxivId(text: string): string | null {
  return namedId.exec(text)?.[1] ?? null
}
