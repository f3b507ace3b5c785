import { Digest } from '../digest.tsx'
import type { DigestProps } from '../digest-props.ts'
import { digestPreview } from '../previews/digest-preview.ts'
import { previewPapers } from '../previews/papers.ts'

export function DigestNoImages(props: DigestProps) {
  return <Digest {...props} />
}

DigestNoImages.PreviewProps = digestPreview({
  papers: previewPapers('en').map((paper) => ({ ...paper, figureUrl: null })),
})

export default DigestNoImages
