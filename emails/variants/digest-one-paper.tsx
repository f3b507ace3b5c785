import { Digest } from '../digest.tsx'
import type { DigestProps } from '../digest-props.ts'
import { digestPreview } from '../previews/digest-preview.ts'
import { previewPapers } from '../previews/papers.ts'

export function DigestOnePaper(props: DigestProps) {
  return <Digest {...props} />
}

DigestOnePaper.PreviewProps = digestPreview({ papers: previewPapers('en').slice(0, 1) })

export default DigestOnePaper
