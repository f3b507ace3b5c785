import { readBibtex } from './bibtex.ts'
import type { SeedList } from './entry.ts'
import { readReferenceLines } from './reference-lines.ts'
import { readRis } from './ris.ts'

/** Reads a list of papers in the format that it is in: BibTeX, RIS, or lines of numbers and links. */
export function readSeedList(text: string): SeedList {
  const list = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\0', '')
    .replace(/\r\n?/g, '\n')
  if (/^[ \t]{0,4}TY {1,2}-/m.test(list)) return readRis(list)
  if (/^[ \t]{0,20}@[ \t]{0,20}[a-z]{1,40}\s{0,20}[{(]/im.test(list)) return readBibtex(list)
  return readReferenceLines(list)
}
