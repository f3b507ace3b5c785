/**
 * Sources drop dollar signs and backslashes: "1.45times", "360^circ", "pi_{RL}", "ρapprox 0.1". Where such a word can be
 * nothing else, it becomes its sign, or gets its backslash back so that the parser sees what the authors wrote.
 *
 * @param text one line
 */
export function withLostCommands(text: string): string {
  const signed = text.replace(braced, (whole, name: string) => signs[name] ?? whole)
  return lost
    .reduce((rest, [pattern, restored]) => rest.replace(pattern, restored), signed)
    .replace(bare, (name) => signs[name] ?? name)
}

const signs: Readonly<Record<string, string>> = {
  sim: '~',
  approx: '≈',
  leq: '≤',
  geq: '≥',
  le: '≤',
  ge: '≥',
  neq: '≠',
  times: '×',
  pm: '±',
  cdot: '·',
  propto: '∝',
  to: '→',
  rightarrow: '→',
  leftarrow: '←',
  varepsilon: 'ε',
  lceil: '⌈',
  rceil: '⌉',
  lfloor: '⌊',
  rfloor: '⌋',
}

/** Braces around one sign only set its space. */
const braced = /\{(sim|approx|[lgn]eq|[lg]e|times|pm|cdot|to|(?:right|left)arrow)\}/g
/** Names that are no words of English, and "approx" before a number. */
const bare =
  /(?<![a-zA-Z\\])(?:[lg]eq|(?:right|left)arrow|varepsilon|propto|[lr]ceil|[lr]floor|approx(?= ?\d))(?![a-zA-Z])/g

const greek =
  'alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon|phi|varphi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega'

const lost: readonly (readonly [pattern: RegExp, restored: string])[] = [
  [/(?<![\\\w])(?:text(?:bf|it|tt|sc|rm)|emph|math(?:bf|cal|rm|bb))(?=\{)/g, '\\$&'],
  [new RegExp(String.raw`(?<![\p{L}\\])(?:${greek}|nabla|ell|sum|prod)(?=[_^])`, 'gu'), '\\$&'],
  [/\^\{?\\?circ\}?/g, '°'],
  [/\^\{?\\?(?:star|ast)\}?(?![a-z])/g, '^*'],
  // "1.45times", "256times 256", "8timesH100", and "256 times 256".
  [/(?<=\d)timessim(?=\d)/g, '×~'],
  [/(?<=[\d°])times ?(?=\d)|(?<=\d)times(?![a-z])/g, '×'],
  [/(?<=\d[KMB]? )times(?= \d)/g, '×'],
  [/(?<=\()sim (?=\d)|(?<![\w-])sim!(?=\d)/g, '~'],
  [/(?<![\\a-zA-Z])boldsymbol(?=[^\p{ASCII}])/gu, ''],
  [/\{([=<>,~×≈+-])\}/g, '$1'],
]
