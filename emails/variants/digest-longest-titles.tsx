import { Digest, type DigestProps } from '../digest.tsx'
import { digestPreview } from '../previews/digest-preview.ts'
import { longestPapers } from '../previews/edge-papers.ts'

export function DigestLongestTitles(props: DigestProps) {
  return <Digest {...props} />
}

DigestLongestTitles.PreviewProps = digestPreview({ papers: longestPapers('en') })

export default DigestLongestTitles
