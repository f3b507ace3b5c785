import { Digest } from '../digest.tsx'
import type { DigestProps } from '../digest-props.ts'
import { digestPreview } from '../previews/digest-preview.ts'
import { foreignPapers } from '../previews/edge-papers.ts'

export function DigestRightToLeftAndCjk(props: DigestProps) {
  return <Digest {...props} />
}

DigestRightToLeftAndCjk.PreviewProps = digestPreview({ papers: foreignPapers('en') })

export default DigestRightToLeftAndCjk
