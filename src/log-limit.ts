/** Lets one line of a cause through for each span of time. @returns whether to log, and how many were held back before */
export type LogLimit = (cause: string) => { heldBack: number } | null

const mostCauses = 1000

/** @param spanMs how long one line stands for all of its cause */
export function createLogLimit(spanMs: number, clock: () => Date): LogLimit {
  const causes = new Map<string, { at: number; heldBack: number }>()
  return (cause) => {
    const now = clock().getTime()
    const last = causes.get(cause)
    // A clock that was set back must not silence anything.
    if (last && Math.abs(now - last.at) < spanMs) {
      last.heldBack += 1
      return null
    }
    if (causes.size >= mostCauses) causes.clear()
    causes.set(cause, { at: now, heldBack: 0 })
    return { heldBack: last?.heldBack ?? 0 }
  }
}

/** What refusals of many messages have in common: the codes of a reply without the address, or the start of an error. */
export function causeOf({ kind, response }: { kind: string; response: string }): string {
  const [codes] = /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(response) ?? [response.slice(0, 40)]
  return `${kind} ${codes}`
}
