import { Digest } from '../digest.tsx'
import type { DigestProps } from '../digest-props.ts'
import { digestPreview } from '../previews/digest-preview.ts'
import { manyPapers } from '../previews/edge-papers.ts'

export function DigestTwentyPapers(props: DigestProps) {
  return <Digest {...props} />
}

DigestTwentyPapers.PreviewProps = digestPreview({ papers: manyPapers('en', 20) })

export default DigestTwentyPapers
