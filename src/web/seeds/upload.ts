import type { Context } from 'hono'
import type { LinkSigner } from '../../subscribers/tokens.ts'

/** A library of two hundred papers with abstracts is a tenth of it. */
export const maxListMegabytes = 4
/** As other forms have at most. */
export const maxFormBytes = 64 * 1024
export const maxUploadBytes = maxListMegabytes * 1024 * 1024 + maxFormBytes

/** Whether a request may send a list of papers: nobody without a valid link may send more than other forms have. */
export function isListUpload(c: Context, signer: LinkSigner, now: Date): boolean {
  const token = /^\/preferences\/([^/]+)\/seeds$/.exec(c.req.path)?.[1]
  return c.req.method === 'POST' && token !== undefined && signer.open('preferences', token, now, null).ok
}
