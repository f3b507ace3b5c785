/** An expected failure whose message tells the operator what to do; shown without a stack. */
export class UserError extends Error {
  override name = 'UserError'
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
