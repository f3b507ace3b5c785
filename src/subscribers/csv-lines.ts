import type { Readable } from 'node:stream'
import { TextDecoder } from 'node:util'
import { utf16Of } from '../charset.ts'
import { UserError } from '../errors.ts'

export type TextEncoding = {
  /** A name that TextDecoder knows, e.g. `windows-1251`; guessed if undefined. */
  encoding?: string | undefined
  /** Called once, with the first line that is not UTF-8 and was read as Windows-1252. Lines count from 1. */
  onFallback?: (line: number, text: string) => void
}

/**
 * Lines of a text file in flat memory, which end in LF, CRLF or CR. Without a given encoding: UTF-16 by its byte order mark
 * or null bytes, else UTF-8, and each line that is not valid UTF-8 is read as Windows-1252, as Excel saves it. What no
 * encoding explains comes as U+FFFD.
 *
 * @throws {UserError} when the encoding has no such name, or the file is an archive or an Excel workbook
 */
export async function* readTextLines(file: Readable, options: TextEncoding): AsyncGenerator<string> {
  const chunks = withWholeHead(file)
  const first = await chunks.next()
  if (first.done) return
  const head = first.value
  if (head.subarray(0, 4).equals(zipSignature))
    throw new UserError(
      'This is an Excel workbook (.xlsx) or a ZIP archive. Save it as “CSV UTF-8” or unpack it first.',
    )
  const encoding = options.encoding ?? utf16Of(head)
  const texts = encoding ? decoded(head, chunks, decoderNamed(encoding)) : asLatin1(head, chunks)
  let number = 0
  let hasFallenBack = false
  for await (const line of splitLines(texts)) {
    number += 1
    const { text, isFallback } = encoding ? { text: line, isFallback: false } : decodeLine(line)
    if (isFallback && !hasFallenBack) options.onFallback?.(number, text)
    hasFallenBack ||= isFallback
    yield number === 1 ? text.replace(/^\uFEFF/, '') : text
  }
}

/** The first chunk is long enough to recognise an encoding, unless the file is shorter. */
async function* withWholeHead(file: Readable): AsyncGenerator<Buffer> {
  let head: Buffer | null = Buffer.alloc(0)
  for await (const chunk of file) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    if (!head) yield bytes
    else {
      head = Buffer.concat([head, bytes])
      if (head.length < 4) continue
      yield head
      head = null
    }
  }
  if (head && head.length > 0) yield head
}

function decoderNamed(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding)
  } catch {
    throw new UserError(`There is no encoding “${encoding}”. Name one like utf-8, windows-1251 or gb18030.`)
  }
}

async function* decoded(
  head: Buffer,
  rest: AsyncGenerator<Buffer>,
  decoder: TextDecoder,
): AsyncGenerator<string> {
  yield decoder.decode(head, { stream: true })
  for await (const chunk of rest) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

/** One character for each byte. Line ends are the same bytes in UTF-8 and in every encoding of one byte. */
async function* asLatin1(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<string> {
  yield head.toString('latin1')
  for await (const chunk of rest) yield chunk.toString('latin1')
}

async function* splitLines(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let open = ''
  for await (const text of texts) {
    const lines = (open + text).split(/\r\n|\n|\r(?!$)/)
    open = lines.pop() ?? ''
    yield* lines
  }
  const last = open.replace(/\r$/, '')
  if (last !== '') yield last
}

/** An Excel workbook is one too. */
const zipSignature = Buffer.from([0x50, 0x4b, 3, 4])

const utf8 = new TextDecoder('utf-8', { fatal: true })
const windows1252 = new TextDecoder('windows-1252')

function decodeLine(latin1: string): { text: string; isFallback: boolean } {
  const bytes = Buffer.from(latin1, 'latin1')
  try {
    return { text: utf8.decode(bytes), isFallback: false }
  } catch {
    // Five bytes have no character in Windows-1252: the line is in an encoding of another platform or country.
    return { text: windows1252.decode(bytes).replace(/[\u0080-\u009f]/g, '\uFFFD'), isFallback: true }
  }
}
