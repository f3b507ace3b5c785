import type { Paper } from './paper.ts'

const work = '(?:paper|article|manuscript|submission|preprint|e-?print|work|report|note|study|thesis)'
const own = `(?:this|the|our)(?: (?:arxiv|present|entire))? ${work}|this version`
const gone = '(?:withdrawn|retracted)'
/** A paper that was withdrawn from a journal or a conference may be as good as before. */
const notElsewhere =
  '(?! from (?!(?:the )?arxiv\\b|this (?:server|site|archive)\\b|circulation\\b|public\\b))'
const end = '(?=$|[.,;:!?)\\]]| (?:by|due|because|as|since|for|until|pending|at|to|in order|from|-|–|—))'

/** A sentence that says that this very paper is withdrawn. */
const statement = [
  `(?:${own}) (?:has been|is|was|is being|has to be|had to be|will be)(?: (?:hereby|now|temporarily|permanently))? ${gone}${notElsewhere}${end}`,
  `(?:we|i)(?: have| had to| hereby| wish to| would like to)? (?:withdraw|withdrawn|withdrew|retract|retracted) (?:${own})`,
  `the authors?(?: has| have)? (?:withdraw|withdrawn|withdrew|retracted) (?:${own})`,
].join('|')
/** The same without a verb, as whole notes begin. */
const heading = `(?:${own} |${work} )?${gone}${notElsewhere}${end}`

const sentence = new RegExp(`(?:^|[.!?;:\\])] |[\\[(*])(?:${statement})`, 'i')
const beginning = new RegExp(`^[\\[(*]?(?:${heading})`, 'i')
const titlePrefix =
  /^(?:\[(?:withdrawn|retracted)\]|(?:withdrawn|retracted)(?: (?:article|paper|preprint))?:)/i
const adminNote = /arxiv admin note:\s*/gi

/**
 * Whether a paper says of itself that it is withdrawn: in its abstract, its authors' comment, or a publisher's prefix to its
 * title. A paper about withdrawal, or one that was withdrawn from a conference, does not count.
 */
export function isWithdrawn({
  title,
  abstract,
  comment,
}: Pick<Paper, 'title' | 'abstract' | 'comment'>): boolean {
  if (titlePrefix.test(title.trim())) return true
  return [abstract, comment ?? ''].some((text) => {
    const plain = text.replace(adminNote, '').replace(/\s+/g, ' ').trim()
    return beginning.test(plain) || sentence.test(plain)
  })
}
