const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

/** What ends with a dot, but ends no sentence. A single capital is a person's initial. */
const abbreviation =
  /(?:^|[\s(["'“])(?:e\.g|i\.e|cf|vs|viz|et al|al|etc|Figs?|Eqs?|Secs?|Tabs?|Refs?|Sect|Ch|Nos?|approx|resp|ca|Dr|Prof|Mrs?|Ms|St|Inc|Ltd|Corp|w\.r\.t|a\.k\.a|i\.i\.d|s\.t|[A-Z])\.$/i
/** These may end one: then a capital follows. */
const mayEnd = /(?:^|\s)(?:etc|et al|al|i\.i\.d|Inc|Ltd|Corp)\.$/i

/** Longest text looked at, in characters. */
const maxLength = 10_000

/** The sentences of an English text, without the space between them. Put together with spaces they are the text. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = []
  let open = ''
  for (const { segment } of segmenter.segment(text.slice(0, maxLength))) {
    const next = segment.trim()
    if (next === '') continue
    const isOpen = open !== '' && goesOn(open, next)
    if (isOpen || open === '') open = open === '' ? next : `${open} ${next}`
    else {
      sentences.push(open)
      open = next
    }
  }
  return open === '' ? sentences : [...sentences, open]
}

function goesOn(open: string, next: string): boolean {
  if (/^[\p{Ll},;)]/u.test(next)) return true
  return abbreviation.test(open) && !(mayEnd.test(open) && /^\p{Lu}/u.test(next))
}
