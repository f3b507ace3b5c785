import { generateRssFeed } from 'feedsmith'
import { byline, paperLinks } from '../papers/paper.ts'
import { summaryOf, titleOf } from '../papers/summary.ts'
import { announce } from './digest-subject.ts'
import { groupPicks } from './digest-groups.ts'
import type { DigestInput, PickedPaper } from './digest-input.ts'
import { digestFrame, frameInput } from './digest-view.ts'
import { reasonPhrase } from './paper-view.ts'
import { plainLine } from './shorten.ts'

/** A digest in Markdown, as GitHub and most others read it. */
export function digestMarkdown(input: DigestInput): string {
  const { headline, weekday, date, lede } = digestFrame(frameInput(input))
  const groups = groupPicks(input.picks, input.language).map(({ title, papers }) =>
    [`## ${escaped(title)}`, ...papers.map(paperMarkdown)].join('\n\n'),
  )
  return [`# ${escaped(headline)}`, `${weekday}, ${date}. ${escaped(lede)}`, ...groups, ''].join('\n\n')
}

function paperMarkdown({ candidate }: PickedPaper): string {
  const { page, arxiv, pdf } = paperLinks(candidate)
  const links = [arxiv && arxiv !== page ? `[arXiv](${arxiv})` : null, pdf ? `[PDF](${pdf})` : null]
  return [
    `### [${escaped(titleOf(candidate))}](${page})`,
    ...[byline(candidate), summaryOf(candidate)].filter((line) => line !== '').map(escaped),
    links.filter((link) => link !== null).join(' · '),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** Papers hold anything: nothing in them may be read as markup. */
function escaped(text: string): string {
  return plainLine(text)
    .replace(/[\\`*_{}[\]<>#|~&]/g, '\\$&')
    .replace(/^([-+]|\d+[.)])/, '\\$1')
}

/** A digest for programs. */
export function digestJson(input: DigestInput): string {
  const papers = input.picks.map(({ candidate, reason }) => ({
    id: candidate.id,
    title: plainLine(titleOf(candidate)),
    ...paperLinks(candidate),
    authors: candidate.authors,
    organization: candidate.organization,
    summary: summaryOf(candidate),
    code: candidate.codeUrl,
    upvotes: candidate.signals.upvotes,
    listedOn: candidate.firstListedOn,
    reason,
    because: reasonPhrase(reason, input.language),
  }))
  return `${JSON.stringify({ at: input.slot.toISOString(), papers }, null, 2)}\n`
}

/** A digest as an RSS feed. Readers know a paper by its id, so that one that comes again is not shown as new. */
export function digestRss(input: DigestInput): string {
  const { subject } = announce(input)
  const xml = generateRssFeed({
    title: input.brand.name,
    link: 'https://huggingface.co/papers',
    description: plainLine(subject),
    lastBuildDate: input.slot,
    items: input.picks.map(({ candidate, reason }) => ({
      title: plainLine(titleOf(candidate)),
      link: paperLinks(candidate).page,
      guid: { value: candidate.id, isPermaLink: false },
      description: plainLine([summaryOf(candidate), reasonPhrase(reason, input.language)].join(' ')),
      pubDate: new Date(candidate.firstListedOn),
    })),
  })
  // feedsmith puts CDATA on a line of its own, and not every reader trims the white space around a title.
  return xml.replace(/>\s+(<!\[CDATA\[)/g, '>$1').replace(/(\]\]>)\s+<\//g, '$1</')
}
