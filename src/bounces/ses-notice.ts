import { z } from 'zod'
import type { ReportedRecipient } from './delivery-status.ts'

/** What Amazon SES says of one message, as SNS mails it: only the fields that count. */
const Notice = z.object({
  bounce: z
    .object({
      bounceType: z.string().optional(),
      bounceSubType: z.string().optional(),
      bouncedRecipients: z
        .array(
          z.object({
            emailAddress: z.string(),
            status: z.string().optional(),
            diagnosticCode: z.string().optional(),
          }),
        )
        .min(1),
    })
    .optional(),
  complaint: z
    .object({ complainedRecipients: z.array(z.object({ emailAddress: z.string() })).min(1) })
    .optional(),
  delivery: z
    .object({ recipients: z.array(z.string()).min(1), smtpResponse: z.string().optional() })
    .optional(),
})

/** A complaint, or the report of a failure or a delivery; SES's own words for a failure count where the server has said nothing. */
export type SesNotice =
  | { kind: 'complaint'; recipient: string }
  | { kind: 'report'; report: ReportedRecipient; type: string | null }

/** A notice in a mail's text, or null where there is none. */
export function readSesNotice(text: string): SesNotice | null {
  const json = /\{\s*"(?:notification|event)Type"\s*:[^]*\}/.exec(text)?.[0]
  const notice = json === undefined ? null : parse(json)
  if (!notice) return null
  const complained = notice.complaint?.complainedRecipients[0]
  if (complained) return { kind: 'complaint', recipient: complained.emailAddress }
  const bounced = notice.bounce?.bouncedRecipients[0]
  if (bounced) {
    const { emailAddress, status = '', diagnosticCode = '' } = bounced
    const diagnostic = diagnosticCode.replace(/^[\w-]{1,20} *; */, '')
    const type = `${notice.bounce?.bounceType ?? ''}/${notice.bounce?.bounceSubType ?? ''}`
    return { kind: 'report', report: { recipient: emailAddress, action: 'failed', status, diagnostic }, type }
  }
  const [delivered = ''] = notice.delivery?.recipients ?? []
  if (!delivered) return null
  const diagnostic = notice.delivery?.smtpResponse ?? ''
  const report = { recipient: delivered, action: 'delivered', status: '', diagnostic }
  return { kind: 'report', report, type: null }
}

function parse(json: string): z.infer<typeof Notice> | null {
  try {
    return Notice.safeParse(JSON.parse(json)).data ?? null
  } catch {
    return null
  }
}
