import type { PaperCardProps } from '../paper-card.tsx'
import { catalogue } from '../locales/catalogue.ts'
import type { Language } from '../locales/locale.ts'

type PreviewPaper = {
  title: string
  /** Where it is not English. */
  ownLanguage?: string
  url: string
  reason: { kind: 'topic' | 'keyword' | 'discovery'; of: string }
  authors: string[]
  /** How many more there are. */
  unnamed?: number
  summary: string
  upvotes: number
  links: { label: string; url: string }[]
  figureUrl: string | null
}

const papers: PreviewPaper[] = [
  {
    title: 'Small hands, long memories: dexterous manipulation from an afternoon of play',
    url: 'https://example.org/papers/2605.90001',
    reason: { kind: 'topic', of: 'robotics' },
    authors: ['Institute for Patient Machines'],
    summary:
      'A robot hand that watches itself play for four hours learns to open jars, thread beads and fold paper, and still remembers how a week later.',
    upvotes: 212,
    links: [
      { label: 'arXiv', url: 'https://example.org/abs/2605.90001' },
      { label: 'PDF', url: 'https://example.org/pdf/2605.90001' },
      { label: 'Code', url: 'https://example.org/code/small-hands' },
    ],
    figureUrl: picture(
      '#c9583a',
      '<path d="M8 52C26 8 44 58 62 30s34-20 50 6" fill="none" stroke="#fbe9d8" stroke-width="5"/><circle cx="62" cy="30" r="6" fill="#fbe9d8"/>',
    ),
  },
  {
    title: 'Which half of the cache did you need? Sparse attention that decides before it reads',
    url: 'https://example.org/papers/2605.90002',
    reason: { kind: 'keyword', of: 'sparse attention' },
    authors: ['Noor Haddad', 'Piet Vermeulen'],
    unnamed: 6,
    summary:
      'Scoring blocks of the KV cache with a 2-bit sketch lets a 34B model answer over a million tokens while it reads only 3 % of them.',
    upvotes: 148,
    links: [
      { label: 'arXiv', url: 'https://example.org/abs/2605.90002' },
      { label: 'PDF', url: 'https://example.org/pdf/2605.90002' },
      { label: 'Code', url: 'https://example.org/code/half-cache' },
    ],
    figureUrl: null,
  },
  {
    title: 'Proofs that argue back: O(log n) rounds between a prover and its critic',
    url: 'https://example.org/papers/2605.90003',
    reason: { kind: 'topic', of: 'reasoning' },
    authors: ['Harbour Street Lab'],
    summary:
      'Training one model to write proofs and to attack them finds gaps that majority voting misses, at a fifth of the test-time compute.',
    upvotes: 97,
    links: [
      { label: 'arXiv', url: 'https://example.org/abs/2605.90003' },
      { label: 'PDF', url: 'https://example.org/pdf/2605.90003' },
    ],
    figureUrl: picture(
      '#27496d',
      '<path d="M20 12h34v16H20zM66 35h34v16H66z" fill="#dce7f3"/><path d="M54 20h30v15M66 43H36V28" fill="none" stroke="#8fb2d9" stroke-width="3"/>',
    ),
  },
  {
    ownLanguage: 'ja',
    title: '読み書きする辞書：低資源言語のための検索つき翻訳',
    url: 'https://example.org/papers/2605.90004',
    reason: { kind: 'topic', of: 'multilingual' },
    authors: ['青葉言語研究所'],
    summary:
      'A translator that looks words up, and writes back what it learned, gains 6 BLEU on eleven languages with fewer than 10,000 sentences each.',
    upvotes: 61,
    links: [
      { label: 'arXiv', url: 'https://example.org/abs/2605.90004' },
      { label: 'PDF', url: 'https://example.org/pdf/2605.90004' },
      { label: 'Code', url: 'https://example.org/code/dictionary' },
    ],
    figureUrl: null,
  },
  {
    title: 'GUI agents who ask first: measuring the price of a confirmation & the cost of a wrong click',
    url: 'https://example.org/papers/2605.90005',
    reason: { kind: 'keyword', of: 'human oversight' },
    authors: ['Ines Okafor', 'Tomás Lindqvist'],
    summary:
      'Across 1,900 office tasks, an agent that asks in the 7 % of steps it cannot undo makes 81 % fewer mistakes and takes 12 s longer.',
    upvotes: 54,
    links: [
      { label: 'arXiv', url: 'https://example.org/abs/2605.90005' },
      { label: 'PDF', url: 'https://example.org/pdf/2605.90005' },
      { label: 'Project', url: 'https://example.org/ask-first' },
    ],
    figureUrl: null,
  },
  {
    title: 'Reading a river gauge from orbit',
    url: 'https://example.org/papers/2605.90006',
    reason: { kind: 'discovery', of: '' },
    authors: ['Delta Observatory'],
    summary:
      'Water levels of 40,000 ungauged rivers, to within 11 cm, from the width of their shadows in free satellite images.',
    upvotes: 301,
    links: [
      { label: 'arXiv', url: 'https://example.org/abs/2605.90006' },
      { label: 'PDF', url: 'https://example.org/pdf/2605.90006' },
      { label: 'Code', url: 'https://example.org/code/river-gauge' },
    ],
    figureUrl: picture(
      '#3d6b5c',
      '<path d="M0 44c20-14 34 6 58-8s40-2 62-16v43H0z" fill="#a8d0c0"/><circle cx="92" cy="14" r="6" fill="#f3ead2"/>',
    ),
  },
]

const englishNames: Record<string, string> = {
  robotics: 'Robotics',
  'world-models': 'World models',
  'long-context': 'Long context',
  efficiency: 'Efficiency',
  reasoning: 'Reasoning',
  'reinforcement-learning': 'Reinforcement learning',
  multilingual: 'Multilingual',
  retrieval: 'Retrieval',
  'gui-agents': 'GUI agents',
  safety: 'Safety',
  evaluation: 'Evaluation',
  science: 'Science and medicine',
}

/** A card, and what its group is called. */
export type PreviewCard = PaperCardProps & { group: string }

/** Papers nobody wrote, for looking at the templates. */
export function previewPapers(language: Language): PreviewCard[] {
  return papers.map((paper) => previewCard(paper, language))
}

function previewCard(paper: PreviewPaper, language: Language): PreviewCard {
  const { reason, authors, unnamed, upvotes, ownLanguage, ...texts } = paper
  const words = catalogue[language]
  const linkNames: Record<string, string> = { Code: words.paper.code, Project: words.paper.project }
  const foreign = (own: string) => (own === words.tag ? null : own)
  const makers = unnamed ? words.paper.andOthers(authors.join(', '), unnamed) : words.list(authors)
  const [name = '', about = ''] = texts.title.split(/(?<=\?) |: |：/)
  return {
    ...texts,
    size: 'medium',
    links: texts.links.map(({ label, url }) => ({ label: linkNames[label] ?? label, url })),
    language,
    titleLanguage: foreign(ownLanguage ?? 'en'),
    summaryLanguage: foreign('en'),
    name,
    about: firstWords(about || texts.summary, 42),
    group: groupOf(reason, language),
    reason: reason.kind === 'discovery' ? words.reason.upvoted : null,
    byline: words.paper.withUpvotes(makers, words.paper.upvotes(upvotes)),
    moreUrl: 'https://papers.example.org/preferences/example/more/arxiv:2605.90001',
    lessUrl: 'https://papers.example.org/preferences/example/less/arxiv:2605.90001',
  }
}

/** As many whole words as fit; texts without spaces are left whole. */
export function firstWords(text: string, chars: number): string {
  if (text.length <= chars) return text
  const whole = text.slice(0, chars).replace(/\s\S*$/, '')
  return `${whole.replace(/[\s,;:&–—-]+$/, '')}…`
}

function groupOf({ kind, of }: PreviewPaper['reason'], language: Language): string {
  const { reason, paper } = catalogue[language]
  if (kind === 'discovery') return reason.discovery
  return reason[kind](kind === 'topic' ? (paper.topic(of) ?? englishNames[of] ?? of) : of)
}

function picture(ground: string, shapes: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="504" viewBox="0 0 120 63"><path fill="${ground}" d="M0 0h120v63H0z"/>${shapes}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
