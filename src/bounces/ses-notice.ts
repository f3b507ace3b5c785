import { z } from 'zod'
import type { ReportedRecipient } from './delivery-status.ts'

/** What Amazon SES says of one message, as SNS mails it: only the fields that count. */
const Notice = z.object({
  bounce: z
    .object({
      bounceType: z.string().optional(),
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

/** A notice in a mail's text, or null where there is none. */
export function readSesNotice(
  text: string,
): { kind: 'complaint'; recipient: string } | { kind: 'report'; report: ReportedRecipient } | null {
  const json = /\{"(?:notification|event)Type":.*\}/.exec(text)?.[0]
  const notice = json === undefined ? null : parse(json)
  if (!notice) return null
  const complained = notice.complaint?.complainedRecipients[0]
  if (complained) return { kind: 'complaint', recipient: complained.emailAddress }
  const bounced = notice.bounce?.bouncedRecipients[0]
  if (bounced) {
    const { emailAddress, status = '', diagnosticCode = '' } = bounced
    const diagnostic = diagnosticCode.replace(/^[\w-]{1,20} *; */, '')
    return { kind: 'report', report: { recipient: emailAddress, action: 'failed', status, diagnostic } }
  }
  const [delivered = ''] = notice.delivery?.recipients ?? []
  if (!delivered) return null
  const diagnostic = notice.delivery?.smtpResponse ?? ''
  return { kind: 'report', report: { recipient: delivered, action: 'delivered', status: '', diagnostic } }
}

function parse(json: string): z.infer<typeof Notice> | null {
  try {
    return Notice.safeParse(JSON.parse(json)).data ?? null
  } catch {
    return null
  }
}
