import { TextDecoder } from 'node:util'

/**
 * Decodes the bytes of an XML, HTML or JSON document.
 *
 * The order of trust: a byte order mark; the pattern of UTF-16's null bytes; bytes that are valid UTF-8 beyond ASCII, since
 * other encodings hardly ever are by accident and servers often name a default; the header's charset; the XML
 * declaration's; and Windows-1252, which is what documents without any declaration are in when they are not UTF-8.
 *
 * @param contentType the header, e.g. `text/xml; charset=windows-1251`
 */
export function decodeText(bytes: Uint8Array, contentType: string): string {
  return (decoderOf(bytes, contentType) ?? new TextDecoder('windows-1252')).decode(bytes)
}

function decoderOf(bytes: Uint8Array, contentType: string): TextDecoder | null {
  const utf16 = utf16Of(bytes)
  if (utf16) return new TextDecoder(utf16)
  const isUtf8 = isValidUtf8(bytes)
  if (isUtf8 && bytes.some((byte) => byte > 0x7f)) return new TextDecoder()
  const declared =
    decoderNamed(/charset\s*=\s*["']?([\w.:-]+)/i.exec(contentType)?.[1]) ??
    decoderNamed(/^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)["']/i.exec(headOf(bytes))?.[1])
  // A declaration of UTF-8 that the bytes contradict says nothing.
  if (declared && (isUtf8 || declared.encoding !== 'utf-8')) return declared
  return isUtf8 ? new TextDecoder() : null
}

/** Null where there is no such encoding. UTF-16 was looked for in the bytes already. */
function decoderNamed(label: string | undefined): TextDecoder | null {
  if (label === undefined || /^utf-?16|^ucs-?2/i.test(label)) return null
  try {
    return new TextDecoder(label)
  } catch {
    return null
  }
}

/** Which UTF-16 a text is in, by its byte order mark or the null byte of its first character; null if in neither. */
export function utf16Of([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && second !== undefined))
    return 'utf-16be'
  return null
}

function isValidUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** The beginning, byte by byte: a declaration is ASCII. */
function headOf(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 1024))
}
