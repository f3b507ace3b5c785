import { Digest, type DigestProps } from '../digest.tsx'
import { digestPreview } from '../previews/digest-preview.ts'
import { previewPapers } from '../previews/papers.ts'

export function DigestNoImages(props: DigestProps) {
  return <Digest {...props} />
}

DigestNoImages.PreviewProps = digestPreview({
  papers: previewPapers('en').map((paper) => ({ ...paper, thumbnailUrl: null })),
})

export default DigestNoImages
