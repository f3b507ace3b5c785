import type { ReactNode } from 'react'
import { Heading } from 'react-email'
import { directionOf } from './direction.ts'
import { TouchLink } from './layout.tsx'
import { linkGap, paint, styles } from './theme.ts'
import { catalogue } from './locales/catalogue.ts'
import type { Language } from './locales/locale.ts'

export type PaperCardProps = PaperText & {
  /**
   * The two things in a card that are the reader's own. Each comes once: a card that is rendered for many is cut at the
   * start of these addresses and joined again around each reader's. Empty where there is no server.
   */
  moreUrl: string
  lessUrl: string
}

/** How much of a paper is shown. */
export type CardSize = 'lead' | 'medium' | 'small'

/** What a card says to everyone to whom the paper is sent for the same reason. */
export type PaperText = {
  size: CardSize
  /** Of the mail. */
  language: Language
  /** Of the title, where that is another. */
  titleLanguage: string | null
  /** Of the summary, likewise. */
  summaryLanguage: string | null
  /** What the list of papers calls it: the title's beginning. */
  name: string
  /** One line on what it is about, beside `name`; may be empty. */
  about: string
  title: string
  url: string
  /** Why this paper is here, where that is not what its group is called after. */
  reason: string | null
  /** Who made it, and how many upvotes it has; may be empty. */
  byline: string
  /** As long as the card's size allows; may be empty. */
  summary: string
  links: { label: string; url: string }[]
  /** A picture from the paper itself. */
  figureUrl: string | null
}

/** A card's last row has the reader's own links at its right, over two columns or, where it is short, over one. */
const columns = 3

/** A paper in the list before the papers. The line is the link, as high as a finger is wide. */
export function ContentsRow({ name, about, url, titleLanguage }: PaperText) {
  return (
    <tr>
      <td>
        <a
          className={`${paint.link} ${paint.block}`}
          dir={directionOf(name)}
          href={url}
          lang={titleLanguage ?? undefined}
          style={styles.entry}
        >
          <b>{name}</b>
          {about && <br />}
          {about && (
            <span className={paint.muted} style={styles.about}>
              {about}
            </span>
          )}
        </a>
      </td>
    </tr>
  )
}

/** `title`: "Because you follow Robotics" */
export type GroupHeadProps = { title: string }

/** Why the papers below it are here. */
export function GroupHead({ title }: GroupHeadProps) {
  return (
    <Row className={`${paint.rule} ${paint.accent}`} style={styles.group}>
      <Heading as="h2" style={styles.groupTitle}>
        {title}
      </Heading>
    </Row>
  )
}

/** One paper, as rows of the digest's table. It does not know its place in it: the same card is sent to many people. */
export function PaperCard(paper: PaperCardProps) {
  return paper.size === 'small' ? <SmallCard {...paper} /> : <LargeCard {...paper} />
}

function LargeCard(paper: PaperCardProps) {
  return (
    <>
      <Row className={paint.muted} style={styles.card}>
        <Title {...paper} />
        {paper.byline && (
          <p dir={directionOf(paper.byline)} style={styles.byline}>
            {paper.byline}
          </p>
        )}
        {paper.figureUrl && <Figure {...paper} />}
        {paper.summary && <Summary {...paper} />}
      </Row>
      <LinkRow {...paper} span={1}>
        {paper.links.map(({ label, url }, index) => [
          index > 0 && linkGap,
          <TouchLink key={label} href={url}>
            {label}
          </TouchLink>,
        ])}
      </LinkRow>
    </>
  )
}

function SmallCard(paper: PaperCardProps) {
  return (
    <>
      <Row className={paint.muted} style={styles.card}>
        <Title {...paper} />
      </Row>
      <LinkRow {...paper} span={2}>
        {paper.summary && <Summary {...paper} />}
      </LinkRow>
    </>
  )
}

type LinkRowProps = Pick<PaperCardProps, 'language' | 'moreUrl' | 'lessUrl'> & {
  span: 1 | 2
  children: ReactNode
}

/** The last row of a card: the paper's own things, and apart from them the reader's own links, if there are any. */
function LinkRow({ language, moreUrl, lessUrl, span, children }: LinkRowProps) {
  const { more, less } = catalogue[language].paper
  return (
    <tr>
      <td
        colSpan={lessUrl ? span : columns}
        style={lessUrl || span === 1 ? styles.links : styles.linksAlone}
        valign="top"
        width="100%"
      >
        {children}
      </td>
      {lessUrl && (
        <td align="right" colSpan={columns - span} style={styles.own} valign="top">
          <TouchLink href={moreUrl}>{more}</TouchLink>
          {linkGap}
          <TouchLink href={lessUrl}>{less}</TouchLink>
        </td>
      )}
    </tr>
  )
}

type RowProps = { className: string; style: React.CSSProperties; children: ReactNode }

function Row({ className, style, children }: RowProps) {
  return (
    <tr>
      <td className={className} colSpan={columns} style={style}>
        {children}
      </td>
    </tr>
  )
}

function Title({ size, title, titleLanguage, url, reason }: PaperCardProps) {
  return (
    <>
      {reason && (
        <p className={paint.accent} style={styles.reason}>
          {reason}
        </p>
      )}
      <Heading
        as="h3"
        dir={directionOf(title)}
        lang={titleLanguage ?? undefined}
        style={styles[`${size}Title`]}
      >
        <a className={`${paint.link} ${paint.block}`} href={url} style={styles.titleLink}>
          {title}
        </a>
      </Heading>
    </>
  )
}

function Summary({ size, summary, summaryLanguage }: PaperCardProps) {
  return (
    <p
      className={size === 'small' ? paint.muted : paint.ink}
      dir={directionOf(summary)}
      lang={summaryLanguage ?? undefined}
      style={styles[`${size}Summary`]}
    >
      {summary}
    </p>
  )
}

/** Without React Email's <Img>, which resets what no client sets on an image. Blocked, it is one line of text. */
function Figure({ language, url, figureUrl }: PaperCardProps) {
  return (
    <p style={styles.figureLine}>
      <a className={paint.link} href={url}>
        <img
          alt={catalogue[language].paper.figure}
          className={`${paint.tint} ${paint.figure}`}
          src={figureUrl ?? ''}
          style={styles.figure}
          width="576"
        />
      </a>
    </p>
  )
}
