import { Digest, type DigestProps } from '../digest.tsx'
import { digestPreview } from '../previews/digest-preview.ts'
import { previewPapers } from '../previews/papers.ts'

export function DigestTwentyPapers(props: DigestProps) {
  return <Digest {...props} />
}

DigestTwentyPapers.PreviewProps = digestPreview({
  papers: Array.from({ length: 4 }, () => previewPapers('en'))
    .flat()
    .slice(0, 20),
})

export default DigestTwentyPapers
