import { shorterForms } from './openings.ts'

/** A shorter head says too little. */
const minHead = 60

/**
 * A sentence within a length: whole, or without a long opening, or ended where a clause ends. Null where none of these
 * fits.
 */
export function fitted(sentence: string, maxLength: number): { text: string; isWhole: boolean } | null {
  if (sentence.length <= maxLength) return { text: sentence, isWhole: true }
  const forms = shorterForms(sentence)
  const whole = forms.find(({ length }) => length >= minHead && length <= maxLength)
  if (whole !== undefined) return { text: whole, isWhole: true }
  for (const form of [sentence, ...forms]) {
    const head = headOf(form, maxLength)
    if (head !== null) return { text: head, isWhole: false }
  }
  return null
}

const clauseWords = [
  'which|where|whereas|while|who|whose|thereby|thus|hence|so|but|yet|when|because|since|even|such as|including|especially',
  'particularly|without|with|by|using|via|through|based|as well as|rather than|instead of|compared|from|across|under',
  String.raw`in (?:contrast|order)|and (?:we|our|they|this|then|thus)\b|(?:[a-z]+ly )?[a-z]{3,}ing`,
].join('|')

/** Where a sentence may end: before what only adds to it. */
const boundary = new RegExp(
  [
    String.raw`[;:]\s`,
    String.raw`\s(?:—|–|--|---)\s|—`,
    String.raw`,\s+(?=(?:${clauseWords})\b)`,
    String.raw`\s+(?=(?:while|whereas|because|so that|such that|thereby|without|by [a-z]{3,}ing|using|via|in order to|compared (?:to|with)|as well as|and (?:achieves?|outperforms?|improves?|demonstrates?|shows?|enables?))\b)`,
    // A numbered list that has no room.
    String.raw`[:,]?\s+(?=(?:(?:that|which)\s+)?\((?:1|i|a)\))`,
    String.raw`,?\s+(?=to (?:address|improve|enhance|mitigate|tackle|reduce|achieve|ensure|facilitate|support|generate|enable|produce|provide|obtain|boost|optimize|capture|bridge|overcome|alleviate|handle|preserve|maintain|increase|prevent|avoid)\b)`,
  ].join('|'),
  'g',
)

/** The longest beginning that is a sentence. */
function headOf(sentence: string, maxLength: number): string | null {
  let best: string | null = null
  for (const { index } of sentence.matchAll(boundary)) {
    if (index >= maxLength) break
    const head = sentence.slice(0, index).trimEnd()
    const isWanting = /^,? to /.test(sentence.slice(index, index + 5)) && wantingVerb.test(head)
    if (head.length >= minHead && !isWanting && isSentence(head)) best = `${head}.`
  }
  return best
}

/** Words that want another after them. */
const wanting =
  /(?:[,:(]|, (?:most |more )?\w+ly|\b(?:and|or|of|to|for|with|by|a|an|the|in|on|at|that|both|between|from|than|as|not|is|are|only|either|includ\w+|such|following|follows|called|named|e\.g\.?|i\.e\.?))$/i
/** "Enables models to generate" is not "enables models". */
const wantingVerb =
  /\b(?:abilit|able|adapt|aim|allow|appl|approach|capab|caus|compar|design|due|enabl|encourag|extend|fail|forc|guid|help|how|intend|lead|learn|need|prompt|push|requir|seek|tailor|teach|tend|train|us(?:ed|ing)|want)\w*\b[^,;]*$/i
/** A numbered list ends with its last item only. */
const numbered = /\((?:1|i|a)\)|\b1\)|(?::|\b(?:including|namely|such as|like)\b)[^;]*;/i
/** Pairs whose second half must not be missing. */
const pairs: readonly (readonly [first: RegExp, second: RegExp])[] = [
  [/\bboth\b/i, /\band\b/i],
  [/\bbetween\b/i, /\band\b/i],
  [/\beither\b/i, /\bor\b/i],
  [/\bnot only\b/i, /\bbut\b/i],
]
const leadingClause =
  /^(?:while|although|though|when|if|since|because|as|unlike|given|despite|by|to|in|with|through|for|from|on)\b[^,]*,\s*/i
const finite =
  /\b(?:is|are|was|were|has|have|can|could|does|do|may|will|must|should|cannot|[a-z]{3,}(?:[^aeious]es|[^suiy]s)|show|demonstrate|find|found|achieved?|outperform(?:ed)?|improved?|reveal|suggest|indicate|reduced?)\b/

/** Whether a beginning can stand with a full stop: brackets closed, nothing missing, and a verb in its main clause. */
function isSentence(head: string): boolean {
  const isOpen = ['()', '[]', '{}', '“”'].some(
    ([open = '', close = '']) => count(head, open) !== count(head, close),
  )
  if (isOpen || count(head, '"') % 2 === 1 || wanting.test(head) || numbered.test(head)) return false
  for (const [first, second] of pairs) {
    const at = head.search(first)
    if (at >= 0 && !second.test(head.slice(at))) return false
  }
  if (/^we\s+[a-z]+/i.test(head)) return true
  const main = head.replace(leadingClause, '').split(/\b(?:which|that|who|where)\b/i)[0] ?? ''
  return finite.test(main.replace(/^\S+\s+/, ''))
}

function count(text: string, char: string): number {
  return text.split(char).length - 1
}
