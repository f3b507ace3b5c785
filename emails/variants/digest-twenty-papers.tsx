import { Digest, type DigestProps } from '../digest.tsx'
import { digestPreview } from '../previews/digest-preview.ts'
import { manyPapers } from '../previews/edge-papers.ts'

export function DigestTwentyPapers(props: DigestProps) {
  return <Digest {...props} />
}

DigestTwentyPapers.PreviewProps = digestPreview({ papers: manyPapers('en', 20) })

export default DigestTwentyPapers
