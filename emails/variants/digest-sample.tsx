import { Digest, type DigestProps } from '../digest.tsx'
import { digestPreview } from '../previews/digest-preview.ts'

export function DigestSample(props: DigestProps) {
  return <Digest {...props} />
}

DigestSample.PreviewProps = digestPreview({ isSample: true })

export default DigestSample
