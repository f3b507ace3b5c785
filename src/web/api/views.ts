import type { z } from '@hono/zod-openapi'
import { hasTopic, paperLinks } from '../../papers/paper.ts'
import { routes } from '../../routes.ts'
import type { DigestView } from '../../papers/digest-view.ts'
import { webUrl } from '../page/paper-parts.ts'
import type { ListedPaper } from '../../papers/paper.ts'
import type { PaperPage as FoundPapers } from '../../papers/find-papers.ts'
import type { Digest, Paper, PaperPage } from './schemas.ts'

/** A day as the API says it, with one topic's papers or all. */
export function digestView(publicUrl: string, digest: DigestView, topic?: string): z.infer<typeof Digest> {
  const papers = digest.papers.filter((paper) => topic === undefined || hasTopic(paper.topics, topic))
  return {
    day: digest.day,
    isSample: digest.isSample,
    previousDay: digest.previousDay,
    nextDay: digest.nextDay,
    papers: papers.map((paper) => ({ rank: paper.rank, ...paperView(publicUrl, paper) })),
  }
}

export function pageView(publicUrl: string, found: FoundPapers): z.infer<typeof PaperPage> {
  const { page, pages, total } = found
  return { papers: found.papers.map((paper) => paperView(publicUrl, paper)), page, pages, total }
}

/** Texts go out as they came in: whoever shows them escapes them. Addresses are of the web or left out. */
export function paperView(publicUrl: string, paper: ListedPaper): z.infer<typeof Paper> {
  const links = paperLinks(paper)
  return {
    id: paper.id,
    title: paper.title,
    abstract: paper.abstract,
    authors: paper.authors,
    organization: paper.organization,
    summary: paper.summary,
    keywords: paper.keywords,
    publishedOn: paper.publishedOn,
    firstListedOn: paper.firstListedOn,
    topics: paper.topics,
    signals: paper.signals,
    links: {
      self: publicUrl + routes.paper.href({ id: paper.id }),
      discussion: links.page,
      arxiv: links.arxiv,
      pdf: links.pdf,
      code: webUrl(paper.codeUrl),
      project: webUrl(paper.projectUrl),
      thumbnail: webUrl(paper.thumbnailUrl),
    },
  }
}
