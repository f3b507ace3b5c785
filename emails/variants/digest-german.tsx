import { Digest } from '../digest.tsx'
import type { DigestProps } from '../digest-props.ts'
import { digestPreview } from '../previews/digest-preview.ts'

export function DigestGerman(props: DigestProps) {
  return <Digest {...props} />
}

DigestGerman.PreviewProps = digestPreview({ language: 'de' })

export default DigestGerman
