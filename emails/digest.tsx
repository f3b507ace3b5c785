import { Column, Heading, Row } from 'react-email'
import { Footer, Layout, OwnLinkLine, TextLink, type OwnLinks } from './layout.tsx'
import { PaperCard, type PaperCardProps } from './paper-card.tsx'
import { previewFrame } from './preview-links.ts'
import { previewPapers } from './preview-papers.ts'
import { paint, styles } from './theme.ts'

export type DigestProps = {
  subject: string
  preheader: string
  weekday: string
  /** "20 May 2026" */
  date: string
  /** "Today in eight papers" */
  headline: string
  /** How many papers were considered. */
  lede: string
  /** For the digest of made-up papers. */
  notice: string | null
  papers: PaperCardProps[]
  /** "That’s all eight." */
  closing: string
  totals: string
  why: string
  links: DigestLinks
  postalAddress: string | null
}

/** Absolute addresses. */
export type DigestLinks = OwnLinks & { website: string; digest: string }

export function Digest(props: DigestProps) {
  return (
    <Layout
      title={props.subject}
      preheader={props.preheader}
      dateline={<Dateline {...props} />}
      footer={<DigestFooter {...props} />}
    >
      <Heading as="h1" className={paint.ink} style={styles.headline}>
        {props.headline}
      </Heading>
      <p className={paint.muted} style={styles.lede}>
        {props.lede}
      </p>
      {props.notice && <Notice text={props.notice} />}
      {props.papers.map((paper) => (
        <PaperCard key={paper.url + paper.title} {...paper} />
      ))}
      <Closing {...props} />
    </Layout>
  )
}

function Dateline({ weekday, date }: DigestProps) {
  return (
    <>
      <span className={paint.wide}>{`${weekday}, `}</span>
      {date}
    </>
  )
}

function Notice({ text }: { text: string }) {
  return (
    <Row style={{ margin: '0 0 28px' }}>
      <Column className={`${paint.tint} ${paint.ink}`} style={styles.notice}>
        {text}
      </Column>
    </Row>
  )
}

function Closing({ closing, totals, links }: DigestProps) {
  return (
    <Row>
      <Column className={`${paint.doubleRule} ${paint.ink}`} style={styles.closing}>
        <Heading as="h2" style={styles.closingTitle}>
          {closing}
        </Heading>
        <p style={styles.paragraph}>
          {`${totals} `}
          <TextLink href={links.digest}>See the full list on the web</TextLink>
          {' or '}
          <TextLink href={links.preferences}>change what you get</TextLink>.
        </p>
      </Column>
    </Row>
  )
}

function DigestFooter({ why, links, postalAddress }: DigestProps) {
  return (
    <Footer postalAddress={postalAddress}>
      <p style={styles.footerLine}>{why}</p>
      <OwnLinkLine links={links}>
        {'\u00a0\u00a0 '}
        <TextLink href={links.website}>Website</TextLink>
      </OwnLinkLine>
    </Footer>
  )
}

Digest.PreviewProps = {
  subject: 'Small hands, long memories: dexterous manipulation from… and 5 more papers',
  preheader: 'Also: Which half of the cache did you need? · Proofs that argue back',
  weekday: 'Wednesday',
  date: '20 May 2026',
  headline: 'Today in six papers',
  lede: 'Picked for you from 143 papers.',
  notice: null,
  papers: previewPapers,
  closing: 'That’s all six.',
  totals:
    '6 papers out of 143: 3 from topics you follow, 2 for your keywords and 1 from outside your topics.',
  why: 'You get this mail every weekday because you subscribed to Paperboy at papers.example.org.',
  links: {
    ...previewFrame.links,
    website: 'https://papers.example.org/',
    digest: 'https://papers.example.org/digests/2026-05-20',
  },
  postalAddress: previewFrame.postalAddress,
} satisfies DigestProps

export default Digest
