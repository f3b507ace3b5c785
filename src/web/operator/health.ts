import { messageOf } from '../../errors.ts'
import { ping } from '../../store/open.ts'
import type { WebDeps } from '../deps.ts'
import type { Handler } from '../respond.tsx'

/** For supervisors and load balancers: 200 while the database answers. */
export function reportHealth({ db, logger }: WebDeps): Handler {
  return async (c) => {
    c.header('Cache-Control', 'no-store')
    try {
      await ping(db)
      return c.json({ status: 'ok' })
    } catch (error) {
      logger.error({ error: messageOf(error) }, 'the database does not answer')
      return c.json({ status: 'the database does not answer' }, 503)
    }
  }
}
