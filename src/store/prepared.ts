import type pg from 'pg'

/** `/* prepared: settle *\/` at the start of a statement. */
const marker = /^\s*\/\* prepared: ([\w-]+) \*\//

/**
 * What a session that keeps plans must have off. They were often made while a month's table was new and seemed to be small:
 * reading all of it later costs out of all proportion, and such a plan would be compiled.
 */
export const offForKeptPlans = ['enable_seqscan', 'jit']

/**
 * Has PostgreSQL keep the plan of each statement of this connection that starts with `prepared: <name>` in a comment:
 * planning the ones that run for every few messages would cost more than running them.
 */
export function keepPlans(client: pg.Client): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  const prepared = (...args: unknown[]) => {
    const [text, values, ...rest] = args
    const name = typeof text === 'string' ? marker.exec(text)?.[1] : undefined
    return name === undefined ? query(...args) : query({ name, text, values }, ...rest)
  }
  // pg's type has more overloads than a function can be written with.
  client.query = prepared as pg.Client['query']
}
