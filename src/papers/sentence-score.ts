/**
 * How well a sentence of an abstract tells what the paper adds: its idea or its result. The title names the task
 * already, and what others did or could not do is background.
 */

const make = String.raw`(?:introduc|propos|present|develop|design|build|built|releas|creat|contribut|describ|formulat|devis|establish|open-sourc|collect|construct|curat|unveil|offer)(?:e|es|ed|ing|s)?`
const find = String.raw`(?:show|find|found|demonstrat|prov|reveal|observ|discover|identif|conclud|uncover|confirm)(?:e|es|ed|ing|y|ies|s)?`
const apply = String.raw`(?:us|leverag|train|appl|combin|employ|decompos|achiev|extend|adopt|exploit|integrat|learn|incorporat|augment|reformulat|cast|convert|optimiz|replac|adapt|enabl|obtain|generat|model|utiliz|fine-tun|pretrain|pre-train|perform|estimat|represent|distill|transform|deriv)(?:e|es|ed|ing|y|ies|s)?`
const document = String.raw`(?:paper|work|study|report|article|survey|letter|thesis)`

type Cue = readonly [pattern: RegExp, points: number]

const contribution: readonly Cue[] = [
  [new RegExp(String.raw`^we\b[^.,;]{0,40}?\b${make}\b`, 'i'), 4],
  [new RegExp(String.raw`[^.]\bwe\b[^.,;]{0,40}?\b${make}\b`, 'i'), 4],
  [new RegExp(String.raw`^this ${document}\b`, 'i'), 1],
  [new RegExp(String.raw`^this ${document} (?:\w+ly )?(?:${make}|${find}|${apply}|provid|offer)`, 'i'), 3],
  [new RegExp(String.raw`[^.]\bthis ${document} (?:\w+ly )?${make}\b`, 'i'), 4],
  [new RegExp(String.raw`\bwe\b[^.,;]{0,30}?\b${find}\b`, 'i'), 2],
  [new RegExp(String.raw`\bwe\b[^.,;]{0,20}?\b${apply}\b`, 'i'), 2],
  [/^we\b/i, 1],
  [/^(?:our|the proposed) [\w-]+/i, 2],
  [/[^.]\bour\b/i, 0.5],
  [/\b(?:key|core|main|central|basic) (?:idea|insight|observation|innovation|novelty|component)\b/i, 2],
  [/\b(?:novel|new|first|simple|effective|efficient)\b/i, 0.5],
]

const outcome: readonly Cue[] = [
  [
    /\b(?:experiments?|results|evaluations?|ablations?|benchmarks?)\b.{0,90}\b(?:show|demonstrat|reveal|indicat|confirm|suggest|validat|verif)/i,
    1.5,
  ],
  [
    /\b(?:outperform|surpass|exceed)\w*|\b(?:significant|substantial|consistent|large|notable)(?:ly)? (?:improv|gain|reduc|better|faster)\w*/i,
    1.5,
  ],
  [/\bstate[- ]of[- ]the[- ]art\b|\bSOTA\b/i, 0.5],
  [/\d(?:\.\d+)?\s?(?:%|×|x\b|times\b|points?\b|FPS|dB)/i, 1],
  // Said of every paper.
  [
    /\b(?:effectiveness|superiority|efficacy|feasibility|validity|potential|promise) of (?!\w+ing\b)[\w-]+/i,
    -1.5,
  ],
]

const background: readonly Cue[] = [
  [
    /^(?:recent|current|currently|today|nowadays|existing|previous|prior|traditional|conventional|most|many|modern|in recent years|over the (?:last|past)|state-of-the-art|popular|common|typical|standard|deep|large|humans?)\b/i,
    -2,
  ],
  [/^(?:despite|although|though|while|even though|unlike)\b/i, -2],
  [
    /\b(?:has|have) (?:been|become|shown|achieved|made|attracted|emerged|received|gained|demonstrated|recently|enabled|led|seen|witnessed|drawn|revolutionized|garnered|significantly|greatly)\b/i,
    -2,
  ],
  [
    /\b(?:challenging|difficult|remains?|suffers?|fails?|struggles?|lacks?|limited|expensive|costly|hinder\w*|bottleneck|scarc\w*|unclear|unexplored|limitations?|drawbacks?|prohibitive\w*|time-consuming|ill-posed|impractical|degrad\w*)\b/i,
    -1,
  ],
  [
    /\b(?:is|are) (?:crucial|essential|important|critical|fundamental|vital|key|widely|typically|usually|often|commonly|a|an|one|the|still|not|highly|used)\b/i,
    -1,
  ],
  [/\b(?:typically|usually|often|commonly|generally|traditionally|widely|in practice)\b/i, -1],
  [
    new RegExp(
      String.raw`\bwe (?:study|address|consider|tackle|focus|investigate|are interested|explore|examine|aim|revisit|look|target|seek|want|attempt)\w*|\b(?:the|this) (?:problem|task|goal|aim|question|challenge)\b|\baims? (?:to|at)\b`,
      'i',
    ),
    -1,
  ],
]

const unclear: readonly Cue[] = [
  [
    /\b(?:code|data|datasets?|models?|demo|videos?|weights|project|website|web ?page|supplementary|resources?|materials?|checkpoints)\b.{0,60}\b(?:available|released|found at|publicly|open-sourced|here)\b|\b(?:is|are|be) (?:\w+ly )?available\b|https?:\/\/|github\.com|\bproject (?:page|website)/i,
    -4,
  ],
  [
    /\b(?:(?:releas|shar|publish)(?:e|es|ed|ing)|(?:open-sourc|provid)(?:e|es|ed|ing) (?:our|the|all|both)) (?:(?:our|the|all|both|full|source|training|its|associated|complete|related) )*(?:codes?|benchmarks?|details|models?|weights|checkpoints|data|datasets?|resources|artifacts|implementation)\b/i,
    -6,
  ],
  // The name was a macro, and is lost.
  [/\b(?:propose|present|introduce)s?,/i, -3],
  [/\?$/, -2],
  [/(?:…|\.\.\.)$/, -3],
  // The sentences that follow have the rest of the list.
  [/\((?:1|i)\)(?!.*\((?:2|ii)\))/i, -3],
  [
    /\bfor (?:example|instance)\b|^(?:e\.g\.|that is)|\bwe (?:also )?(?:discuss|end with|conclude|outline|highlight|say)\b/i,
    -2,
  ],
  [/\bwe (?:\w+ly )?(?:open-source|make (?:\w+ ){0,6}(?:available|public))\b/i, -6],
  [
    /\bwe (?:hope|believe|thank|invite|encourage)\b|\b(?:future|further) (?:research|work|stud|development|direction|progress|advance)|\b(?:pav(?:e|es|ing) the way|inspire|first step|broader impact|research community|open problems?)\b/i,
    -7,
  ],
  // "these challenges", "we achieve this by".
  [new RegExp(String.raw`\b(?:this|these|those)\b(?! ${document})|\bdo(?:es)? so\b`, 'i'), -1.5],
  [/\bsuch (?!as\b)/i, -0.5],
  [
    /^the (?!proposed\b)[\w-]+ ?(?:method|model|framework|approach|dataset|system|networks?|algorithm|results?)\b/i,
    -1.5,
  ],
  [/^(?:we|our [\w-]+) (?:also|further|then|therefore|thus|additionally|finally|first)\b/i, -1],
  [
    /\b(?:two|three|four|five|several|some|various|multiple|key) (?:[\w-]+ )?[\w-]+s(?: and [\w-]+s)?[.:]$/i,
    -1,
  ],
]

const namedPoints = 3
const openingPoints = 3.5

const cues: readonly Cue[] = [...contribution, ...outcome, ...background, ...unclear]

/** Whether a sentence can be read without the one before. */
export function standsAlone(text: string): boolean {
  return !dangling.test(text)
}

const dangling = new RegExp(
  String.raw`^(?:it|they|its|their|these|those|such|that|this|both|he|she|one|another|other|others|some|each|the (?:former|latter|above|same|aforementioned|other|resulting))\b(?! ${document}\b)`,
  'i',
)

const naming =
  /\b(?:introduc|present|propos|develop|build|releas|call|nam|dub|term|design)(?:e|es|ed|ing|s|bed)?,? (?:the |as )?(\p{L}{0,20}\p{Lu}[\p{L}\p{N}.-]{0,20}[\p{L}\p{N}])|\(([\p{L}\p{N}-]{0,20}\p{Lu}[\p{L}\p{N}-]{0,20})\)|(?<![^.] )\b(\p{L}{0,20}\p{Lu}[\p{L}\p{N}-]{1,20}) is an? (?:novel|new|simple|unified|open)\b/gu

/** The names that an abstract gives to what it presents, and its short forms of longer names. */
export function namesIn(abstract: string): ReadonlySet<string> {
  return new Set(
    Array.from(abstract.matchAll(naming), ([, name, short, subject]) => name ?? short ?? subject ?? ''),
  )
}

/** "DISN predicts", where DISN is a name of the abstract's own. */
function isNamed(text: string, names: ReadonlySet<string>): boolean {
  const [, name = '', verb = ''] = /^(\S+)(?: \([^)]*\))? (?:\w+ly )?(\w+)/.exec(text) ?? []
  return names.has(name) && /[^s]s$/.test(verb) && !/^(?:has|was|does)$/.test(verb)
}

/**
 * Points of a sentence; from about 2 it says something of the paper itself.
 *
 * @param text the sentence as it would be shown
 * @param names what the abstract calls its own work
 * @param place from 0, the first sentence of the abstract, to 1, the last
 */
export function rate(text: string, place: number, names: ReadonlySet<string>): number {
  const shown = cues.reduce((sum, [pattern, worth]) => sum + (pattern.test(text) ? worth : 0), 0)
  const points = shown + (isNamed(text, names) ? namedPoints : 0)
  const size = text.length < 60 ? -1.5 : text.length < 90 ? -0.5 : 0
  if (place > 0) return points + size - 0.5 * place
  // An abstract that starts with "We present" says there what it is for, and how only later.
  return size + Math.max(points - openingPoints, Math.min(points, 0))
}
