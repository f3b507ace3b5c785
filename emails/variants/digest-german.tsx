import { Digest, type DigestProps } from '../digest.tsx'
import { digestPreview } from '../previews/digest-preview.ts'

export function DigestGerman(props: DigestProps) {
  return <Digest {...props} />
}

DigestGerman.PreviewProps = digestPreview({ language: 'de' })

export default DigestGerman
