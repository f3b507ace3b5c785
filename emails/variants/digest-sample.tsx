import { Digest } from '../digest.tsx'
import type { DigestProps } from '../digest-props.ts'
import { digestPreview } from '../previews/digest-preview.ts'

export function DigestSample(props: DigestProps) {
  return <Digest {...props} />
}

DigestSample.PreviewProps = digestPreview({ isSample: true })

export default DigestSample
