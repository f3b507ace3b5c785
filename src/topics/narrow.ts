import { acceptedScore, type TopicScores } from '../papers/paper.ts'
import { classify } from './classify.ts'
import type { ClassifiedFields } from './features.ts'
import { withOwnTopics, type ScoredFields } from './own-topics.ts'

const medicine =
  /\b(medic\w*|clinic\w*|patients?|health\w*|hospitals?|surg(ery|ical|eons?)|radiolog\w*|patholog\w*|oncolog\w*|cancers?|tumou?rs?|diseases?|drugs?|therap(y|ies|eutics?)|ehrs?|ecg|eeg|mri|x-rays?|biomedic\w*|nurs(e|es|ing)|ultrasound|psychiatr\w*|symptoms?|pharma\w*|icu|echocardiogra\w*|ophthalm\w*|dental|lesions?)\b/gi
const nature =
  /\b(proteins?|molec\w*|chemi\w*|materials|crystal\w*|physics|physicists?|quantum|biolog\w*|biomolec\w*|genom\w*|genes?|dna|rna|crispr|single-cell|cellular|climat\w*|weather|precipitation|oceans?|astro\w*|galax\w*|geolog\w*|geophysic\w*|geoscien\w*|ecolog\w*|species|pdes?|partial differential|fluids?|neuroscien\w*|neural operators?|plasma|earth observation|remote sensing|satellites?|cataly\w*|enzym\w*|spectroscop\w*|perovskite|hydrolog\w*|antibod\w*|peptides?|organisms?|brain|fmri|hippocamp\w*|particles?)\b/gi
const research =
  /\b(ai (co-)?scientists?|auto-?research\w*|autonomous (scientific )?(research\w*|discovery)|scientific discovery|research (agents?|automation|ideas?|ideation|assistants?)|hypothes[ie]s generation|peer.reviews?|peer.reviewers?|ai reviewers?|rebuttals?|scientific (papers?|literature|writing|workflows?|agents?|ideas?)|academic (papers?|writing)|literature reviews?|systematic reviews?|co-scientist|automat\w+ (the )?(research|science)|paper (writing|reproduction|replication)|co-mathematician|machine learning research)\b/gi
const driving =
  /\b(autonomous driving|self-driving|driving|driverless|autonomous vehicles?|automotive|nuscenes|navsim|waymo|carla)\b/gi

type Part = { slug: string; whole: string; has: (paper: ClassifiedFields, scores: TopicScores) => boolean }

const parts: readonly Part[] = [
  {
    slug: 'evaluation.agents',
    whole: 'evaluation',
    has: (_, scores) => isAny(scores, 'agents', 'gui-agents'),
  },
  { slug: 'robotics.driving', whole: 'robotics', has: (paper) => isAbout(driving, paper) },
  { slug: 'science.medicine', whole: 'science', has: (paper) => isAbout(medicine, paper) },
  { slug: 'science.nature', whole: 'science', has: (paper) => isAbout(nature, paper) },
  { slug: 'science.research', whole: 'science', has: (paper) => isAbout(research, paper) },
]

/**
 * What `classify` gives, the parts of those topics that the paper has, each with the score of the whole, and the operator's
 * own topics.
 */
export function scoreTopics(paper: ScoredFields): TopicScores {
  const scores = classify(paper)
  const found = parts.filter((part) => isAny(scores, part.whole) && part.has(paper, scores))
  const withParts = {
    ...scores,
    ...Object.fromEntries(found.map(({ slug, whole }) => [slug, scores[whole] ?? 0])),
  }
  return withOwnTopics(withParts, paper)
}

function isAny(scores: TopicScores, ...slugs: string[]): boolean {
  return slugs.some((slug) => (scores[slug] ?? 0) >= acceptedScore)
}

/** One word is enough where the subject is named; an abstract may mention another field once. */
function isAbout(words: RegExp, { title, keywords, summary, abstract }: ClassifiedFields): boolean {
  const isNamed = [title, summary ?? '', ...keywords].some((text) => text.search(words) >= 0)
  return isNamed || new Set(abstract.toLowerCase().match(words)).size > 1
}
