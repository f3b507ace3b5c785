import { messageOf } from '../errors.ts'

/**
 * What one check found, in one line.
 * - right: nothing to do.
 * - unsure: works, or cannot be told from here; the line says what to look at.
 * - wrong: mail, or the service, suffers until it is mended as the line says.
 */
export type Finding = { check: string; verdict: 'right' | 'unsure' | 'wrong'; says: string }

/** What a check says, before it is known which one it was. */
export type Say = Omit<Finding, 'check'>

export const right = (says: string): Say => ({ verdict: 'right', says })
export const unsure = (says: string): Say => ({ verdict: 'unsure', says })
export const wrong = (says: string): Say => ({ verdict: 'wrong', says })

/** Names what a check says. One that cannot be done is wrong, with the reason: no check ends the others. */
export async function look(check: string, ask: () => Promise<Say | Say[]>): Promise<Finding[]> {
  try {
    return [await ask()].flat().map((say) => ({ check, ...say }))
  } catch (error) {
    return [{ check, ...wrong(`could not be checked: ${messageOf(error)}`) }]
  }
}
