import type { MailBrand } from '../../emails/brand.ts'
import type { DigestLinks } from '../../emails/digest-props.ts'
import type { OwnSettings } from '../../emails/locales/locale.ts'
import type { Candidate } from '../papers/paper.ts'
import type { Cadence, Language, Note, Reason } from '../store/schema.ts'

/** One paper of a selection, with everything that the card shows. */
export type PickedPaper = { candidate: Candidate; reason: Reason }

/** What each card's own links begin with; the paper's id follows. */
export type CardLinks = { more: string; less: string }

/** What a reader's own links are signed with; empty where there is no server. */
export type LinkTokens = { preferences: string; unsubscribe: string }

/** Absolute URLs, empty where there is no server. `digest` is the day on the web; with `more` and `less` begin each card's own links. */
export type ReaderLinks = DigestLinks & CardLinks

/** What one digest says that hardly two readers of an edition share. */
export type DigestContent = {
  /** Best first; at least one. */
  picks: readonly PickedPaper[]
  /** What the editor says to this reader, in its order; mostly nothing. */
  notes: readonly Note[]
  /** The papers are made up, and the mail must say so. */
  isSample: boolean
}

/** What many readers of an edition share, but for the links. */
type SharedWords = {
  slot: Date
  /** The subscriber's, an IANA name: the date is theirs. */
  timeZone: string
  cadence: Cadence
  language: Language
  brand: MailBrand
  consideredCount: number
  /** The reader's first mail says what will come. */
  isFirst: boolean
  /** For a digest that someone sends to themselves, without a server; null where readers have pages of their own. */
  own: OwnSettings | null
  postalAddress: string | null
}

/** What is made once for many readers of an edition. */
export type DigestSetting = SharedWords & {
  /** Readers' links differ by their tokens alone, which stand in them as they are. */
  linksFor: (tokens: LinkTokens) => ReaderLinks
}

/** One reader's digest as a whole. */
export type DigestInput = SharedWords & DigestContent & { links: ReaderLinks }
