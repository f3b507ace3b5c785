import type { Candidate } from '../papers/paper.ts'
import { memoizeBy } from '../memoize.ts'
import type { DigestEncoder } from '../render/digest-fragments.ts'
import type {
  DigestContent,
  DigestInput,
  DigestSetting,
  LinkTokens,
  PickedPaper,
  ReaderLinks,
} from '../render/digest-input.ts'
import { mailBrand } from '../render/mail-brand.ts'
import { routes } from '../routes.ts'
import { horizonDays } from '../select/profile.ts'
import type { CandidateSet } from '../editions/candidates.ts'
import type { Cadence, Language, Note, Selection } from '../store/schema.ts'
import { envelopeSender } from '../bounces/bounce-address.ts'
import type { Message } from '../smtp/message.ts'
import { listHeaders, ownHeaders } from './mail-headers.ts'
import { assembleMessage } from './message.ts'
import type { MessageConfig } from './message-config.ts'

/** A delivery with everything of its own that its message depends on, all of it frozen when it was composed. */
export type Digest = {
  /** `d12-3f9c02ab` for delivery 12. */
  key: string
  subscriberId: number
  email: string
  timeZone: string
  cadence: Cadence
  language: Language
  selection: Selection
  /** The editor's, to this reader. */
  notes: readonly Note[]
  composedAt: Date
  /** Whether another program, or other settings, may have sent this message before, with other bytes. */
  isMadeAnew?: boolean
}

/** Candidates by id, and how many of them each cadence looks at. */
export type DigestPapers = {
  byId: ReadonlyMap<string, Candidate>
  newestDay: string
  considered: (cadence: Cadence) => number
}

export function digestPapers({ day, papers }: Omit<CandidateSet, 'id'>): DigestPapers {
  const within = (days: number) => {
    const oldest = new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10)
    return papers.filter((paper) => paper.firstListedOn > oldest).length
  }
  const counts = { daily: 0, weekdays: 0, weekly: 0 }
  for (const cadence of ['daily', 'weekdays', 'weekly'] as const)
    counts[cadence] = within(horizonDays(cadence))
  return {
    byId: new Map(papers.map((paper) => [paper.id, paper])),
    newestDay: papers.map((paper) => paper.firstListedOn).reduce((a, b) => (a > b ? a : b), ''),
    considered: (cadence) => counts[cadence],
  }
}

/** What says that a copy with this Message-ID may have arrived that is not the same to the byte. */
const madeAnew = {
  'X-Paperboy-Resent': 'an earlier copy, made by another version, may have arrived under this Message-ID',
}

/** What all digests of an edition have in common. */
export type DigestEdition = {
  slot: Date
  /** Whether they are their readers' first. */
  isWelcome?: boolean
}

/** Puts the digest for one subscriber together. The same delivery gives the same bytes. */
export type DigestMaker = (digest: Digest) => Promise<Message>

/** @returns a function that makes the messages of one edition */
export function createDigestMaker(
  config: MessageConfig,
  edition: DigestEdition,
  papers: DigestPapers,
  encode: DigestEncoder,
): DigestMaker {
  const settingOf = memoizeBy(
    2000,
    ({ timeZone, cadence, language }: Digest) => `${timeZone} ${cadence} ${language}`,
    (digest) => digestSetting(config, edition, digest, papers),
  )
  const { own } = config.mail
  const unsubscribeStart = unsubscribeUrl(config, noTokens)
  return async (digest) => {
    const { key, email } = digest
    const tokens = own ? noTokens : tokensOf(config, digest)
    const content = await encode(settingOf(digest), digestContent(digest, papers), tokens)
    const headers = own
      ? ownHeaders(config)
      : listHeaders(config, {
          key,
          slot: edition.slot,
          unsubscribeUrl: unsubscribeStart + tokens.unsubscribe,
        })
    if (digest.isMadeAnew) Object.assign(headers, madeAnew)
    return {
      // Mailboxes let their owners send from no other address; and a bounce of one's own mail comes to oneself.
      from: own ? config.mail.from.address : envelopeSender(config, key),
      to: email,
      raw: assembleMessage(config, { key, to: email, date: digest.composedAt, headers }, content),
      envelopeId: key,
    }
  }
}

/** What the digest is rendered from. */
export function digestInput(
  config: MessageConfig,
  edition: DigestEdition,
  digest: Digest,
  papers: DigestPapers,
): DigestInput {
  const { linksFor, ...shared } = digestSetting(config, edition, digest, papers)
  const tokens = config.mail.own ? noTokens : tokensOf(config, digest)
  return { ...shared, ...digestContent(digest, papers), links: linksFor(tokens) }
}

function digestSetting(
  config: MessageConfig,
  { slot, isWelcome = false }: DigestEdition,
  { timeZone, cadence, language }: Digest,
  papers: DigestPapers,
): DigestSetting {
  const { mail, web, brand } = config
  return {
    slot,
    timeZone,
    cadence,
    language,
    brand: mailBrand(brand, language, mail.own ? null : web.publicUrl),
    consideredCount: papers.considered(cadence),
    isFirst: isWelcome,
    own: mail.own,
    postalAddress: mail.postalAddress,
    linksFor: mail.own ? () => linksWithoutServer(papers) : (tokens) => serverLinks(config, tokens, papers),
  }
}

function digestContent({ selection, notes }: Digest, { byId }: DigestPapers): DigestContent {
  const picks: PickedPaper[] = []
  let isSample = false
  for (const { paper, reason } of selection) {
    const candidate = byId.get(paper)
    if (!candidate) continue
    picks.push({ candidate, reason })
    isSample ||= paper.startsWith('sample:')
  }
  return { picks, notes, isSample }
}

const noTokens: LinkTokens = { preferences: '', unsubscribe: '' }

function tokensOf({ signer }: MessageConfig, { subscriberId, composedAt }: Digest): LinkTokens {
  return {
    preferences: signer.sign('preferences', subscriberId, composedAt),
    unsubscribe: signer.sign('unsubscribe', subscriberId, composedAt),
  }
}

function serverLinks(config: MessageConfig, tokens: LinkTokens, { newestDay }: DigestPapers): ReaderLinks {
  const { publicUrl } = config.web
  const preferences = { token: tokens.preferences }
  return {
    preferences: publicUrl + routes.preferences.href(preferences),
    unsubscribe: unsubscribeUrl(config, tokens),
    why: publicUrl + routes.why.href(preferences),
    more: publicUrl + routes.more.href({ ...preferences, paper: '' }),
    less: publicUrl + routes.less.href({ ...preferences, paper: '' }),
    website: publicUrl + routes.home.href(),
    how: publicUrl + routes.how.href(),
    digest: publicUrl + routes.digest.href({ day: newestDay }),
  }
}

function unsubscribeUrl({ web: { publicUrl } }: MessageConfig, { unsubscribe }: LinkTokens): string {
  return publicUrl + routes.unsubscribe.href({ token: unsubscribe })
}

/** Without pages of our own, the full list of a day is that of Hugging Face, where it has one. */
function linksWithoutServer({ newestDay, byId }: DigestPapers): ReaderLinks {
  const isListed = [...byId.values()].some(
    ({ firstListedOn, pageUrl }) => firstListedOn === newestDay && pageUrl?.startsWith(huggingFacePapers),
  )
  const digest = isListed ? `${huggingFacePapers}date/${newestDay}` : ''
  return { preferences: '', unsubscribe: '', why: '', more: '', less: '', website: '', how: '', digest }
}

const huggingFacePapers = 'https://huggingface.co/papers/'
