import { randomBytes } from 'node:crypto'

/**
 * A text that was made once, with marks where each reader's own words go, cut at the marks.
 * Piece 0, slot 0, piece 1, slot 1 … and a last piece.
 */
export type Template = { pieces: string[]; slots: number[] }

// Unguessable, so that no paper can bring a mark along; of letters and digits, so that nothing escapes it.
const secret = randomBytes(12).toString('hex')
const marks = new RegExp(`q${secret}x(\\d+)q`)

/** What stands in for the value of a slot. It has no space, and is longer than a line of text. */
export function mark(slot: number): string {
  return `q${secret}x${slot}q`
}

/** @param encode for what stands between the slots; as it is without */
export function cutAtMarks(text: string, encode = (piece: string) => piece): Template {
  const parts = text.split(marks)
  return {
    pieces: parts.filter((_, index) => index % 2 === 0).map(encode),
    slots: parts.filter((_, index) => index % 2 === 1).map(Number),
  }
}

/** Puts words, encoded already, into their slots. */
export function fill({ pieces, slots }: Template, words: readonly string[]): string {
  let text = pieces[0] ?? ''
  for (let index = 0; index < slots.length; index++) {
    text += (words[slots[index] ?? 0] ?? '') + (pieces[index + 1] ?? '')
  }
  return text
}
