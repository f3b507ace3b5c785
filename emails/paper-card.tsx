import { Heading } from 'react-email'
import { TextLink } from './layout.tsx'
import { linkGap, paint, styles } from './theme.ts'
import { catalogue } from './locales/catalogue.ts'
import type { Language } from './locales/locale.ts'

export type PaperCardProps = PaperText & {
  /**
   * The one thing in a card that is the reader's own. It comes once, at the end: a card that is rendered for many is
   * cut at the start of this address and joined again around each reader's.
   */
  lessUrl: string
}

/** What a card says to everyone whom the paper is sent to for the same reason. */
export type PaperText = {
  /** Of the mail. */
  language: Language
  /** Of the title, where that is another. */
  titleLanguage: string | null
  /** Of the summary, likewise. */
  summaryLanguage: string | null
  title: string
  url: string
  /** Why this paper is here, as a phrase: "Because you follow Robotics". */
  reason: string
  /** Who made it; may be empty. */
  byline: string
  /** One sentence; may be empty. */
  summary: string
  /** "44 upvotes", "3 comments", "Robotics, Agents": whatever there is to say. */
  details: string[]
  links: { label: string; url: string }[]
  thumbnailUrl: string | null
}

/** What a card says stands left of its picture. */
export const columns = 2

/**
 * One paper, as a row of the digest's table. It does not know its place in it: the same card is sent to many people.
 */
export function PaperCard(paper: PaperCardProps) {
  return (
    <tr>
      <td
        className={`${paint.rule} ${paint.muted}`}
        colSpan={paper.thumbnailUrl ? undefined : columns}
        style={styles.card}
        valign="top"
      >
        <p className={paint.accent} style={styles.reason}>
          {paper.reason}
        </p>
        <Heading
          as="h2"
          dir={directionOf(paper.title)}
          lang={paper.titleLanguage ?? undefined}
          style={styles.title}
        >
          <a className={paint.link} href={paper.url} style={styles.titleLink}>
            {paper.title}
          </a>
        </Heading>
        {paper.byline && (
          <p dir={directionOf(paper.byline)} style={styles.byline}>
            {paper.byline}
          </p>
        )}
        {paper.summary && (
          <p
            className={paint.ink}
            dir={directionOf(paper.summary)}
            lang={paper.summaryLanguage ?? undefined}
            style={styles.summary}
          >
            {paper.summary}
          </p>
        )}
        <Details {...paper} />
      </td>
      {paper.thumbnailUrl && (
        <td className={`${paint.wide} ${paint.rule}`} style={styles.thumbnailCell} valign="top" width="120">
          <Thumbnail url={paper.thumbnailUrl} />
        </td>
      )}
    </tr>
  )
}

/** A mail is read from left to right, and so is a text in which nothing goes the other way. */
function directionOf(text: string): 'auto' | undefined {
  return /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(text)
    ? 'auto'
    : undefined
}

/** Without React Email's <Img>, which resets what no client sets on an image that is no link. */
function Thumbnail({ url }: { url: string }) {
  return <img alt="" className={paint.tint} src={url} style={styles.thumbnail} width="120" />
}

function Details({ language, details, links, lessUrl }: PaperCardProps) {
  return (
    <p style={styles.details}>
      {details.join('\u00a0· ')}
      {details.length > 0 && <br />}
      {[...links, { label: catalogue[language].paper.less, url: lessUrl }].map(({ label, url }, index) => [
        index > 0 && linkGap,
        <TextLink key={label} href={url}>
          {label}
        </TextLink>,
      ])}
    </p>
  )
}
