import type { Context } from '../../src/context.ts'
import { envelopeSender } from '../../src/bounces/bounce-address.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { messageKey } from '../../src/editions/delivered-edition.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { findDeliveries } from '../../src/ledger/find-delivery.ts'
import { candidate, storeCandidates } from './candidates.ts'
import { addActive } from './subscribers.ts'

export const slot = new Date('2026-05-20T07:00:00Z')

/** What was submitted to one reader. */
export type Sent = {
  email: string
  subscriberId: number
  deliveryId: number
  key: string
  returnPath: string
}

/** An edition that a relay has taken for each of some readers, in their order. */
export async function submitted(context: Context, emails: readonly string[]): Promise<Sent[]> {
  const { db } = context
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.1' })])
  const ids = new Map<number, string>()
  for (const email of emails) ids.set(await addActive(db, email), email)
  const edition = await openEditionAt(db, slot, slot)
  if (!edition) throw new Error('nobody is due')
  for (const range of edition.ranges) await createComposer({ db })(edition.id, range, slot)
  const rows = await db
    .updateTable('deliveries')
    .set({ status: 'submitted', settled_at: slot })
    .where('edition_id', '=', edition.id)
    .returning('id')
    .execute()
  const found = await findDeliveries(
    db,
    rows.map((row) => row.id),
  )
  const sent = found.map((one) => {
    const key = messageKey(one.deliveryId, one)
    return {
      key,
      subscriberId: one.subscriberId,
      deliveryId: one.deliveryId,
      email: ids.get(one.subscriberId) ?? '',
      returnPath: envelopeSender({ ...context.config, signer: context.signer }, key),
    }
  })
  return emails.flatMap((email) => sent.find((one) => one.email === email) ?? [])
}

type Said = { recipient?: string; diagnostic?: string; status?: string; action?: string }

/** A report as most servers write it (RFC 3464). */
export function dsnTo(to: string, said: Said = {}): Buffer {
  const { recipient = 'ann@example.net', status = '5.1.1', action = 'failed' } = said
  const { diagnostic = `550 ${status} no such user` } = said
  return Buffer.from(
    `Return-Path: <>
From: Mail Delivery System <mailer-daemon@mx.example.net>
To: <${to}>
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=cut

--cut
Content-Type: text/plain

It failed.
--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; ${recipient}
Action: ${action}
Status: ${status}
Diagnostic-Code: smtp; ${diagnostic}

--cut
Content-Type: text/rfc822-headers

Subject: Papers
--cut--
`.replaceAll('\n', '\r\n'),
  )
}

/** A complaint (RFC 5965), which returns a message of ours. */
export function complaintAbout(sent: Sent): Buffer {
  return Buffer.from(
    `From: <fbl@provider.example>
To: <abuse@news.example.org>
Subject: complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary=cut

--cut
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: provider/1
Version: 1

--cut
Content-Type: message/rfc822

Return-Path: <${sent.returnPath}>
To: <${sent.email}>
Subject: Papers

--cut--
`.replaceAll('\n', '\r\n'),
  )
}
