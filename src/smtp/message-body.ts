const endOfData = '.\r\n'
const lineFeed = 0x0a
const dot = 0x2e

/**
 * Memory for one message at a time, as bytes that end with the end of DATA. A buffer for each message would survive into
 * the old generation while the message is being sent, and to collect it costs more than to make the message.
 *
 * @returns a function that gives the bytes that follow DATA for a message; they are valid until it is called again
 */
export function openMessageMemory(): (raw: string) => Buffer {
  let bytes = Buffer.alloc(0)
  const write = (ended: string) => {
    if (bytes.length < ended.length) bytes = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(ended.length)))
    bytes.write(ended, 'latin1')
    return bytes.subarray(0, ended.length)
  }
  return (raw) => {
    // Joined first, so that V8 does not flatten `raw` itself: its pieces are shared with other messages.
    const written = write(raw + endOfData)
    return isReadyForData(written.subarray(0, raw.length)) ? written : write(endedForData(raw))
  }
}

/** Whether the bytes may follow DATA unchanged. Messages of `assembleMessage` may: no line of theirs starts with a dot. */
function isReadyForData(raw: Buffer): boolean {
  return raw[0] !== dot && raw.at(-1) === lineFeed && !raw.includes('\r\n.')
}

/** RFC 5321, 4.5.2: a dot at the start of a line is doubled, so that a lone one ends the message. */
function endedForData(raw: string): string {
  const doubled = raw.replace(/^\./, '..').replaceAll('\r\n.', '\r\n..')
  return doubled + (doubled.endsWith('\r\n') ? '' : '\r\n') + endOfData
}
