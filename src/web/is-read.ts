import type { Context } from 'hono'

/** Whether a request only reads: GET, or HEAD, which is answered as GET without its body. */
export function isRead(c: Context): boolean {
  return c.req.method === 'GET' || c.req.method === 'HEAD'
}
