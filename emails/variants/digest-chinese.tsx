import { Digest } from '../digest.tsx'
import type { DigestProps } from '../digest-props.ts'
import { digestPreview } from '../previews/digest-preview.ts'

export function DigestChinese(props: DigestProps) {
  return <Digest {...props} />
}

DigestChinese.PreviewProps = digestPreview({ language: 'zh' })

export default DigestChinese
