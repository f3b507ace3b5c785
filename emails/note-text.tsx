import type { CSSProperties } from 'react'
import { directionOf } from './direction.ts'
import { textOf, type NoteBlock, type NoteSpan } from './note-blocks.ts'

/** How a note's elements look: in mails each has its style with it. */
export type NoteLooks = {
  text?: CSSProperties
  list?: CSSProperties
  linkClass?: string
  /** What a link is to search engines. */
  rel?: string
}

/** What a note says: paragraphs and lists. */
export function NoteText({ blocks, looks = {} }: { blocks: NoteBlock[]; looks?: NoteLooks }) {
  return blocks.map((block, index) => <Block key={index} block={block} looks={looks} />)
}

function Block({ block, looks }: { block: NoteBlock; looks: NoteLooks }) {
  if (block.kind === 'paragraph') {
    return (
      <p dir={directionOf(textOf(block.spans))} style={looks.text}>
        <Spans spans={block.spans} looks={looks} />
      </p>
    )
  }
  const items = block.items.map((item, nth) => (
    <li key={nth}>
      <NoteText blocks={item} looks={looks} />
    </li>
  ))
  if (block.start === null) return <ul style={looks.list}>{items}</ul>
  return (
    <ol start={block.start} style={looks.list}>
      {items}
    </ol>
  )
}

function Spans({ spans, looks }: { spans: NoteSpan[]; looks: NoteLooks }) {
  return spans.map((span, index) => {
    if (span.kind === 'text') return span.text
    if (span.kind === 'break') return <br key={index} />
    const inner = <Spans spans={span.spans} looks={looks} />
    if (span.kind === 'link') {
      return (
        <a key={index} className={looks.linkClass} href={span.url} rel={looks.rel}>
          {inner}
        </a>
      )
    }
    return span.kind === 'strong' ? <strong key={index}>{inner}</strong> : <em key={index}>{inner}</em>
  })
}
