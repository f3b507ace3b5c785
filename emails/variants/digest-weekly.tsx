import { Digest } from '../digest.tsx'
import type { DigestProps } from '../digest-props.ts'
import { digestPreview } from '../previews/digest-preview.ts'

export function DigestWeekly(props: DigestProps) {
  return <Digest {...props} />
}

DigestWeekly.PreviewProps = digestPreview({ cadence: 'weekly' })

export default DigestWeekly
