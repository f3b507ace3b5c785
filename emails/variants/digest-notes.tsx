import { Digest } from '../digest.tsx'
import type { DigestProps } from '../digest-props.ts'
import { digestPreview } from '../previews/digest-preview.ts'
import { previewNotes } from '../previews/notes.ts'

export function DigestNotes(props: DigestProps) {
  return <Digest {...props} />
}

DigestNotes.PreviewProps = digestPreview(previewNotes)

export default DigestNotes
