import { Digest } from '../digest.tsx'
import type { DigestProps } from '../digest-props.ts'
import { digestPreview } from '../previews/digest-preview.ts'
import { longestPapers } from '../previews/edge-papers.ts'

export function DigestLongestTitles(props: DigestProps) {
  return <Digest {...props} />
}

DigestLongestTitles.PreviewProps = digestPreview({ papers: longestPapers('en') })

export default DigestLongestTitles
