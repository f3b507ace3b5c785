import { Fragment } from 'react'
import { Heading } from 'react-email'
import { Footer, Layout, OwnLinkLine, TextLink } from './layout.tsx'
import type { DigestProps } from './digest-props.ts'
import { columns, PaperCard } from './paper-card.tsx'
import { digestPreview } from './previews/digest-preview.ts'
import { Rows, Table } from './table.tsx'
import { linkGap, paint, styles } from './theme.ts'
import { catalogue } from './locales/catalogue.ts'

export function Digest(props: DigestProps) {
  return (
    <Layout
      language={props.language}
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
      <Rows>
        {props.papers.map((paper, index) => (
          <Fragment key={paper.url + paper.title}>
            {props.discoveryTitle && index === props.papers.length - 1 && (
              <DiscoveryTitle text={props.discoveryTitle} />
            )}
            <PaperCard {...paper} />
          </Fragment>
        ))}
      </Rows>
      <Closing {...props} />
    </Layout>
  )
}

function Dateline({ language, weekday, date }: DigestProps) {
  return (
    <>
      <span className={paint.wide}>{weekday + catalogue[language].afterWeekday}</span>
      {date}
    </>
  )
}

function Notice({ text }: { text: string }) {
  return (
    <Table style={{ margin: '0 0 28px' }}>
      <td className={`${paint.tint} ${paint.ink}`} style={styles.notice}>
        {text}
      </td>
    </Table>
  )
}

function DiscoveryTitle({ text }: { text: string }) {
  return (
    <tr>
      <td className={`${paint.doubleRule} ${paint.ink}`} colSpan={columns} style={styles.discovery}>
        {text}
      </td>
    </tr>
  )
}

function Closing({ language, closing, totals, links }: DigestProps) {
  const words = catalogue[language].digest
  return (
    <Table>
      <td className={`${paint.doubleRule} ${paint.ink}`} style={styles.closing}>
        <Heading as="h2" style={styles.closingTitle}>
          {closing}
        </Heading>
        <p style={styles.paragraph}>{totals}</p>
        <p style={styles.paragraph}>
          <TextLink href={links.digest}>{words.fullList}</TextLink>
          {linkGap}
          <TextLink href={links.preferences}>{words.change}</TextLink>
        </p>
      </td>
    </Table>
  )
}

function DigestFooter({ language, why, links, postalAddress }: DigestProps) {
  return (
    <Footer postalAddress={postalAddress}>
      <p style={styles.footerLine}>{why}</p>
      <OwnLinkLine language={language} links={links}>
        {linkGap}
        <TextLink href={links.website}>{catalogue[language].foot.website}</TextLink>
      </OwnLinkLine>
    </Footer>
  )
}

Digest.PreviewProps = digestPreview()

export default Digest
