import { Digest } from '../digest.tsx'
import type { DigestProps } from '../digest-props.ts'
import { digestPreview } from '../previews/digest-preview.ts'

export function DigestFirst(props: DigestProps) {
  return <Digest {...props} />
}

DigestFirst.PreviewProps = digestPreview({ isFirst: true })

export default DigestFirst
