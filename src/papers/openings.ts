/** One of these in front of a comma, or of "we", joins a sentence to the one before and says nothing by itself. */
const connectives = [
  'here|herein|specifically|particularly|concretely|moreover|furthermore|additionally|further|finally|lastly|also|besides',
  'thus|hence|therefore|consequently|accordingly|notably|importantly|interestingly|surprisingly|remarkably|strikingly',
  'crucially|critically|intuitively|empirically|experimentally|technically|overall|however|nevertheless|nonetheless',
  'instead|meanwhile|conversely|indeed|first|firstly|second|secondly|third|thirdly|fourth|next|then|afterwards',
  'subsequently|alternatively|similarly|likewise|altogether|together|ultimately|unfortunately|and|but|so|yet|still',
  'as such|in (?:short|brief|total|turn|fact|practice|essence|response|contrast|conclusion|summary|particular|addition)',
  'in (?:doing so|this way|this setting|this context)|in our (?:work|paper|experiments|study|evaluations?)',
  'by (?:contrast|doing so|doing this)|on the (?:contrary|other hand)|as a (?:result|consequence|solution|remedy)',
  'as a (?:first step|step towards? this|proof of concept)|for this|for this (?:purpose|reason)|with this|with this in mind',
  'to(?:wards?)? (?:this|that|these) ends?|to \\w+ (?:this|that|these|those|them|it)|to (?:do so|do this|achieve this|summarize|conclude|begin with)|at the same time',
  'to (?:our|the best of our) knowledge|(?:more|most) (?:specifically|precisely|importantly|concretely|generally|notably)',
  'last but not least|beyond (?:this|that)|along the way|through extensive experiment(?:s|ation)|in extensive experiments',
  'for the first time|among other things|first and foremost|as a bonus|taken together|put together|all in all',
].join('|')

const document = String.raw`(?:paper|work|study|report|article|survey|letter|thesis|manuscript|technical report)`
const author = String.raw`(?:we|our|this ${document})\b`
const pointer = String.raw`(?:this|these|that|those|such|them|it|its|their|above|aforementioned|former|latter)`
const trouble = String.raw`(?:issue|problem|gap|challenge|limitation|question|shortcoming|drawback|need|bottleneck|difficult(?:y|ie)|concern|deficienc(?:y|ie)|void|trade-off|dilemma|weaknesse?)s?`
const leadIn = String.raw`(?:to|in|on|by|for|from|with|under|unlike|beyond|despite|given|following|using|leveraging|considering|as|built (?:up)?on|based (?:up)?on|building (?:up)?on|drawing on|(?:motivated|inspired|driven|guided|prompted|informed) by|armed with|recognizing|observing)`
const evidence = String.raw`(?:experiments?|experimentation|results?|evaluations?|studies|analys[ie]s|findings|validations?|comparisons?|ablations?)`
const praise = String.raw`(?:our|the|extensive|comprehensive|numerous|thorough|rigorous|empirical|experimental|quantitative|qualitative|various|further|in-depth|broad|large-scale|theoretical|detailed|initial|preliminary|and|both|automatic|human)`
const shows = String.raw`(?:shows?|shown|demonstrate[sd]?|reveals?|confirms?|verify|validate|proved?)`

/** What a sentence may open with that leans on the one before, or announces only. */
const openings = [
  // What is left of lists and comments.
  /^(?:[%•·*#–-]+|\((?:[ivx]{1,4}|[a-h]|\d)\))\s+/i,
  new RegExp(String.raw`^(?:in|throughout) this (?:position )?${document}(?:,\s+|\s+(?=we\b))`, 'i'),
  new RegExp(String.raw`^(?:${connectives})(?:,\s+|\s+(?=we\b))`, 'i'),
  // "To address these challenges, we", "Motivated by this, we".
  new RegExp(String.raw`^${leadIn}\b[^,;.]{0,80}?\b${pointer}\b[^,;.]{0,100},\s+(?=${author})`, 'i'),
  new RegExp(
    String.raw`^(?:in order )?to (?:\w+ )?\w+ (?:the|both) (?:[\w-]+ ){0,4}${trouble},\s+(?=${author})`,
    'i',
  ),
  // "Extensive experiments show that our method". What only suggests stays a suggestion.
  new RegExp(
    String.raw`^(?:${praise}\s+)*${evidence}(?: results?| studies)?\s+(?:clearly |consistently |further |also |have |has )*${shows} that\s+`,
    'i',
  ),
]

/** The sentence without what leans on the one before: "To this end, we propose" becomes "We propose". */
export function withoutOpening(sentence: string): string {
  let rest = sentence
  for (;;) {
    const opening = openings.find((pattern) => pattern.test(rest))
    if (opening === undefined) return rest
    rest = capitalized(rest.replace(opening, ''))
  }
}

/** Openings that say something, and are left out only where there is no room. */
const longOpenings = [
  new RegExp(
    String.raw`^(?:${leadIn}|in order to|through|in contrast to|compared (?:to|with)|rather than|instead of|while|although|though|since|because|when|whereas)\b[^;.]{0,260}?,\s+(?=${author})`,
    'i',
  ),
  new RegExp(String.raw`^(?:${praise}\s+)*${evidence}\b[^;.]{0,160}?\b${shows} that\s+`, 'i'),
]

/** The sentence in shorter forms that are whole sentences still. */
export function shorterForms(sentence: string): string[] {
  return longOpenings
    .filter((opening) => opening.test(sentence))
    .map((opening) => capitalized(sentence.replace(opening, '')))
}

/** The sentence without web addresses in brackets or at its end, and with a full stop where it has no end. */
export function withoutAddress(sentence: string): string {
  const rest = /https?:/i.test(sentence)
    ? sentence
        .replace(/\s*[([][^()[\]]{0,60}https?:\/\/[^()[\]\s]*\s*[)\]]/gi, '')
        .replace(/,? (?:at|in|on|from|via|here):? https?:\/\/\S+$/i, '')
    : sentence
  return /[a-z\d)%]$/i.test(rest) && !/\S{30}$/.test(rest) ? `${rest}.` : rest
}

/** Raises the first letter of a plain word. "mT5" and other names stay as they are. */
function capitalized(text: string): string {
  const isPlain = /^[a-z]+(?:-[a-z]+)*(?![\p{L}\p{N}-])/u.test(text)
  return isPlain ? text.charAt(0).toUpperCase() + text.slice(1) : text
}
