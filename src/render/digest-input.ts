import type { MailBrand } from '../../emails/brand.ts'
import type { DigestLinks } from '../../emails/digest-props.ts'
import type { OwnSettings } from '../../emails/locales/locale.ts'
import type { Candidate } from '../papers/paper.ts'
import type { Cadence, Language, Note, Reason } from '../store/schema.ts'

/** One paper of a selection, with everything that the card shows. */
export type PickedPaper = { candidate: Candidate; reason: Reason }

/** What each card's own links begin with; the paper's id follows. */
export type CardLinks = { more: string; less: string }

export type DigestInput = {
  /** Best first; at least one. */
  picks: PickedPaper[]
  /** What the editor says to this reader, in its order; mostly nothing. */
  notes: readonly Note[]
  slot: Date
  /** The subscriber's, an IANA name: the date is theirs. */
  timeZone: string
  cadence: Cadence
  language: Language
  brand: MailBrand
  consideredCount: number
  /** The reader's first mail says what will come. */
  isFirst: boolean
  /** The papers are made up, and the mail must say so. */
  isSample: boolean
  /** For a digest that someone sends to themselves, without a server; null where readers have pages of their own. */
  own: OwnSettings | null
  /** Absolute URLs, empty where there is no server. `digest` is the day on the web; with `more` and `less` begin each card's own links. */
  links: DigestLinks & CardLinks
  postalAddress: string | null
}
