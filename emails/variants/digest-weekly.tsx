import { Digest, type DigestProps } from '../digest.tsx'
import { digestPreview } from '../previews/digest-preview.ts'

export function DigestWeekly(props: DigestProps) {
  return <Digest {...props} />
}

DigestWeekly.PreviewProps = digestPreview({ cadence: 'weekly' })

export default DigestWeekly
