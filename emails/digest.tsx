import { Fragment } from 'react'
import { Heading } from 'react-email'
import type { EditorNoteProps } from './editor-note.tsx'
import { TouchLink } from './layout.tsx'
import type { DigestProps } from './digest-props.ts'
import { digestPreview } from './previews/digest-preview.ts'
import { slots } from './slots.ts'
import { Rows, Table } from './table.tsx'
import { linkGap, paint, styles } from './theme.ts'
import { catalogue } from './locales/catalogue.ts'

export function Digest(props: DigestProps) {
  return (
    <slots.Layout
      language={props.language}
      brand={props.brand}
      title={props.subject}
      preheader={props.preheader}
      dateline={<Dateline {...props} />}
      footer={<slots.DigestFooter {...props} />}
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
            papers.map((paper) => <slots.ContentsRow key={paper.url + paper.title} {...paper} />),
          )}
        </Rows>
      )}
      <Rows>
        {props.groups.map(({ title, papers }) => (
          <Fragment key={title}>
            <slots.GroupHead title={title} />
            {papers.map((paper) => (
              <slots.PaperCard key={paper.url + paper.title} {...paper} />
            ))}
          </Fragment>
        ))}
      </Rows>
      {props.endNotes.map(renderNote)}
      <Closing {...props} />
    </slots.Layout>
  )
}

function renderNote(note: EditorNoteProps, index: number) {
  return <slots.EditorNote key={index} {...note} />
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

Digest.PreviewProps = digestPreview()

export default Digest
