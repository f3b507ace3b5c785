import { Digest, type DigestProps } from '../digest.tsx'
import { digestPreview } from '../previews/digest-preview.ts'

export function DigestChinese(props: DigestProps) {
  return <Digest {...props} />
}

DigestChinese.PreviewProps = digestPreview({ language: 'zh' })

export default DigestChinese
