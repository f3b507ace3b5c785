import type { Candidate } from '../../src/papers/paper.ts'
import type { Note } from '../../src/store/schema.ts'
import { candidate } from '../helpers/candidates.ts'

/** When the papers below go out: long after the last recorded day, so that nothing else is among them. */
export const edgeSlot = new Date('2026-07-06T07:00:00Z')

/** Addresses that are allowed and rarely seen. */
export const edgeAddresses = [
  `${'l'.repeat(64)}@example.net`,
  "o'neil+papers/2026=x@example.net",
  'leser@bücher.example.net',
  '読者@例え.example.net'.replace(/^[^@]+/, 'reader'),
]

const cjk = '大規模言語モデルにおける推論能力の評価：包括的な調査と新しいベンチマーク'

const odd: Partial<Candidate>[] = [
  { title: 'T'.repeat(175), summary: 'x'.repeat(155) },
  { title: `${cjk}${cjk}`, summary: `${cjk}。`.repeat(6), organization: '東京大学' },
  {
    title: 'نماذج اللغة الكبيرة: دراسة شاملة',
    summary: 'ندرس شيئا ونجد أنه يعمل بشكل جيد.',
    authors: ['محمد العربي'],
  },
  { title: '🚀🔥 Rocket-👩‍👩‍👧‍👦: families of models 🏳️‍🌈', authors: ['🤖 Robo', 'Ada 🧑‍🚀'] },
  { title: 'Attention\r\nBcc: victim@example.org\r\n\r\nis all', summary: 'A line\r\n.\r\nQUIT\r\n' },
  { title: '<script>alert(1)</script> & "quotes" \\(SL^{2}A\\)', summary: '</div></table><h1>big</h1>' },
  { title: '.starts with a dot', summary: '.\n..\n.a dot on each line' },
  { title: 'From here to there', summary: 'From the first line: From again =3D =E2=80=A8' },
  { title: 'Six hundred authors', authors: Array.from({ length: 664 }, (_, i) => `Author Number${i}`) },
  { title: 'No links, no people, no summary', summary: null, abstract: '', authors: [], organization: null },
  {
    title: 'Every link, and popular outside of every topic',
    topics: {},
    signals: { upvotes: 900, comments: 12, stars: null },
    codeUrl: 'https://github.com/example/a-b_c.d',
    projectUrl: 'https://example.org/p?a=1&b=2#c',
    figureUrl: 'https://cdn-uploads.huggingface.co/production/uploads/1/2.png',
  },
  {
    title: 'Hostile links',
    codeUrl: 'javascript:alert(1)',
    projectUrl: 'https://example.org/a\r\nb"onclick=1',
    thumbnailUrl: 'data:image/png;base64,AA==',
  },
  { title: 'Controls \u0007\u0085\u0092\u200b\u202e and \ufeffmarks' },
  { title: 'Ünïcödé at the very edge of a line that has to be folded somewhere near column seventy-eight é' },
  { title: 'Tabs\tand    many   spaces   at the end    ', summary: `${'word '.repeat(300)}` },
  { title: '', summary: 'A paper that came without a title.' },
]

/** Papers with all that sources have sent so far, and worse; among them enough plain ones for a mail of twenty. */
export const edgePapers: Candidate[] = Array.from({ length: 24 }, (_, index) =>
  candidate({
    id: `arxiv:2607.${String(index).padStart(5, '0')}`,
    signals: { upvotes: 500 - index, comments: index, stars: null },
    firstListedOn: '2026-07-06',
    topics: { robotics: 0.9 },
    ...odd[index],
  }),
)

/** Notes of the same day. */
export const edgeNotes: Omit<Note, 'id'>[] = [
  {
    day: '2026-07-06',
    place: 'top',
    topics: [],
    sponsor: null,
    body: `**We meet** on *Thursday* & read [two papers](https://example.org/a?b=1&c=2#d):\n\n- one\n- ${cjk}\n\n1. From here: דבר\n\n<script>alert(1)</script> ${'word '.repeat(60)}`,
  },
  {
    day: '2026-07-06',
    place: 'end',
    topics: [],
    sponsor: '“Acme” & <Söhne>',
    body: '.\n\nBuy one at <https://example.org/shop>, &#x202e;now =3D 🧑‍🚀',
  },
]
