import { readEditionFigures } from '../../bounces/figures.ts'
import { readAccounting } from '../../editions/accounting.ts'
import type { WebDeps } from '../deps.ts'
import type { Handler } from '../respond.tsx'

/** An edition's accounting and what came back of it, as JSON: what `paperboy edition show --json` prints, without people. */
export function sendEdition({ db }: WebDeps): Handler {
  return async (c) => {
    c.header('Cache-Control', 'no-store')
    const id = c.req.param('id') ?? ''
    const accounting = /^\d{1,15}$/.test(id) ? await readAccounting(db, Number(id)) : null
    if (!accounting) return c.json({ problem: 'There is no such edition.' }, 404)
    return c.json({ ...accounting, returned: await readEditionFigures(db, accounting.edition) })
  }
}
