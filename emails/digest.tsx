import { Fragment } from 'react'
import { Heading } from 'react-email'
import { EditorNote, type EditorNoteProps } from './editor-note.tsx'
import { Footer, Layout, OwnLinkLine, TextLink, TouchLink } from './layout.tsx'
import type { DigestProps } from './digest-props.ts'
import { ContentsRow, GroupHead, PaperCard } from './paper-card.tsx'
import { digestPreview } from './previews/digest-preview.ts'
import { Rows, Table } from './table.tsx'
import { linkGap, paint, styles } from './theme.ts'
import { catalogue } from './locales/catalogue.ts'

export function Digest(props: DigestProps) {
  return (
    <Layout
      language={props.language}
      brand={props.brand}
      title={props.subject}
      preheader={props.preheader}
      dateline={<Dateline {...props} />}
      footer={<DigestFooter {...props} />}
    >
      <Heading as="h1" className={paint.ink} style={styles.digestHeadline}>
        {props.headline}
      </Heading>
      <p className={paint.muted} style={styles.lede}>
        {props.lede}
      </p>
      {props.notice && <Notice text={props.notice} />}
      {props.intro.length > 0 && <Intro {...props} />}
      {props.topNotes.map(renderNote)}
      {props.hasContents && (
        <Rows>
          {props.groups.flatMap(({ papers }) =>
            papers.map((paper) => <ContentsRow key={paper.url + paper.title} {...paper} />),
          )}
        </Rows>
      )}
      <Rows>
        {props.groups.map(({ title, papers }) => (
          <Fragment key={title}>
            <GroupHead title={title} />
            {papers.map((paper) => (
              <PaperCard key={paper.url + paper.title} {...paper} />
            ))}
          </Fragment>
        ))}
      </Rows>
      {props.endNotes.map(renderNote)}
      <Closing {...props} />
    </Layout>
  )
}

function renderNote(note: EditorNoteProps, index: number) {
  return <EditorNote key={index} {...note} />
}

function Dateline({ language, weekday, date }: DigestProps) {
  const [before, after] = catalogue[language].aroundDate(weekday)
  return (
    <>
      {before && <span className={paint.wide}>{before}</span>}
      {date}
      {after && <span className={paint.wide}>{after}</span>}
    </>
  )
}

function Notice({ text }: { text: string }) {
  return (
    <Table style={{ margin: '0 0 20px' }}>
      <td className={`${paint.tint} ${paint.ink}`} style={styles.notice}>
        {text}
      </td>
    </Table>
  )
}

function Intro({ language, intro, links }: DigestProps) {
  return (
    <Table style={{ margin: '8px 0 12px' }}>
      <td className={`${paint.tint} ${paint.ink}`} style={styles.notice}>
        {intro.map((line) => (
          <p key={line} style={styles.introLine}>
            {line}
          </p>
        ))}
        {links.preferences && (
          <TouchLink href={links.preferences}>{catalogue[language].foot.preferences}</TouchLink>
        )}
      </td>
    </Table>
  )
}

function Closing({ language, closing, links }: DigestProps) {
  return (
    <Table>
      <td className={`${paint.doubleRule} ${paint.ink}`} style={styles.closing}>
        {closing}
        {links.digest && linkGap}
        {links.digest && <TouchLink href={links.digest}>{catalogue[language].digest.fullList}</TouchLink>}
      </td>
    </Table>
  )
}

function DigestFooter({ language, brand, why, links, postalAddress }: DigestProps) {
  return (
    <Footer brand={brand} postalAddress={postalAddress}>
      <p style={styles.footerLine}>
        {links.how ? `${why} ` : why}
        {links.how && <TextLink href={links.how}>{catalogue[language].foot.how}</TextLink>}
      </p>
      <OwnLinkLine language={language} links={links} />
    </Footer>
  )
}

Digest.PreviewProps = digestPreview()

export default Digest
