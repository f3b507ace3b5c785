import type { PaperCardProps } from '../paper-card.tsx'
import { catalogue } from '../locales/catalogue.ts'
import type { Language, ReasonKind } from '../locales/locale.ts'

type PreviewPaper = {
  title: string
  /** Where it is not English. */
  ownLanguage?: string
  url: string
  reason: { kind: ReasonKind; of: string }
  authors: string[]
  /** How many more there are. */
  unnamed?: number
  summary: string
  upvotes: number
  comments: number
  topics: string[]
  links: { label: string; url: string }[]
  thumbnailUrl: string | null
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
    comments: 14,
    topics: ['robotics', 'world-models'],
    links: [
      { label: 'arXiv', url: 'https://example.org/abs/2605.90001' },
      { label: 'PDF', url: 'https://example.org/pdf/2605.90001' },
      { label: 'Code', url: 'https://example.org/code/small-hands' },
      { label: 'Project', url: 'https://example.org/small-hands' },
    ],
    thumbnailUrl: picture(
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
    comments: 9,
    topics: ['long-context', 'efficiency'],
    links: [
      { label: 'arXiv', url: 'https://example.org/abs/2605.90002' },
      { label: 'PDF', url: 'https://example.org/pdf/2605.90002' },
      { label: 'Code', url: 'https://example.org/code/half-cache' },
    ],
    thumbnailUrl: null,
  },
  {
    title: 'Proofs that argue back: O(log n) rounds between a prover and its critic',
    url: 'https://example.org/papers/2605.90003',
    reason: { kind: 'topic', of: 'reasoning' },
    authors: ['Harbour Street Lab'],
    summary:
      'Training one model to write proofs and to attack them finds gaps that majority voting misses, at a fifth of the test-time compute.',
    upvotes: 97,
    comments: 0,
    topics: ['reasoning', 'reinforcement-learning'],
    links: [
      { label: 'arXiv', url: 'https://example.org/abs/2605.90003' },
      { label: 'PDF', url: 'https://example.org/pdf/2605.90003' },
    ],
    thumbnailUrl: picture(
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
    comments: 1,
    topics: ['multilingual', 'retrieval'],
    links: [
      { label: 'arXiv', url: 'https://example.org/abs/2605.90004' },
      { label: 'PDF', url: 'https://example.org/pdf/2605.90004' },
      { label: 'Code', url: 'https://example.org/code/dictionary' },
    ],
    thumbnailUrl: null,
  },
  {
    title: 'GUI agents who ask first: measuring the price of a confirmation & the cost of a wrong click',
    url: 'https://example.org/papers/2605.90005',
    reason: { kind: 'keyword', of: 'human oversight' },
    authors: ['Ines Okafor', 'Tomás Lindqvist'],
    summary:
      'Across 1,900 office tasks, an agent that asks in the 7 % of steps it cannot undo makes 81 % fewer mistakes and takes 12 s longer.',
    upvotes: 54,
    comments: 22,
    topics: ['gui-agents', 'safety', 'evaluation'],
    links: [
      { label: 'arXiv', url: 'https://example.org/abs/2605.90005' },
      { label: 'PDF', url: 'https://example.org/pdf/2605.90005' },
      { label: 'Project', url: 'https://example.org/ask-first' },
    ],
    thumbnailUrl: null,
  },
  {
    title: 'Reading a river gauge from orbit',
    url: 'https://example.org/papers/2605.90006',
    reason: { kind: 'discovery', of: '' },
    authors: ['Delta Observatory'],
    summary:
      'Water levels of 40,000 ungauged rivers, to within 11 cm, from the width of their shadows in free satellite images.',
    upvotes: 301,
    comments: 31,
    topics: ['science'],
    links: [
      { label: 'arXiv', url: 'https://example.org/abs/2605.90006' },
      { label: 'PDF', url: 'https://example.org/pdf/2605.90006' },
      { label: 'Code', url: 'https://example.org/code/river-gauge' },
    ],
    thumbnailUrl: picture(
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

/** How many of them came for which kind of reason. */
export const previewGroups = [...Map.groupBy(papers, ({ reason }) => reason.kind)].map(([kind, group]) => ({
  kind,
  count: group.length,
}))

/** Papers nobody wrote, for looking at the templates. */
export function previewPapers(language: Language): PaperCardProps[] {
  return papers.map((paper) => previewCard(paper, language))
}

function previewCard(paper: PreviewPaper, language: Language): PaperCardProps {
  const { reason, authors, unnamed, upvotes, comments, topics, ownLanguage, ...texts } = paper
  const words = catalogue[language]
  const topicName = (slug: string) => words.paper.topic(slug) ?? englishNames[slug] ?? slug
  const linkNames: Record<string, string> = { Code: words.paper.code, Project: words.paper.project }
  const foreign = (own: string) => (own === words.tag ? null : own)
  return {
    ...texts,
    links: texts.links.map(({ label, url }) => ({ label: linkNames[label] ?? label, url })),
    language,
    titleLanguage: foreign(ownLanguage ?? 'en'),
    summaryLanguage: foreign('en'),
    reason: reasonOf(reason),
    byline: unnamed ? words.paper.andOthers(authors.join(', '), unnamed) : words.list(authors),
    details: [
      words.paper.upvotes(upvotes),
      ...(comments > 0 ? [words.paper.comments(comments)] : []),
      words.paper.listed(words.shortDay('2026-05-20')),
      topics.map(topicName).join(', '),
    ].map(unbroken),
    lessUrl: 'https://papers.example.org/preferences/example/less/arxiv:2605.90001',
  }

  function reasonOf({ kind, of }: PreviewPaper['reason']): string {
    if (kind === 'trending') return words.reason.trending
    if (kind === 'discovery') return words.reason.upvoted
    return words.reason[kind](kind === 'topic' ? topicName(of) : of)
  }
}

/** As `src/render` does it: a line breaks between details, not inside of one. */
function unbroken(detail: string): string {
  return detail.replace(/(?<!,) /g, '\u00a0')
}

function picture(ground: string, shapes: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 63"><path fill="${ground}" d="M0 0h120v63H0z"/>${shapes}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
