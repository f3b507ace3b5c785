import { Readable } from 'node:stream'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'

const endOfData = '.\r\n'
const lineFeed = 0x0a
const dot = 0x2e

/**
 * Memory for one message at a time, as bytes that end with the end of DATA. A buffer for each message would survive into
 * the old generation while the message is being sent, and to collect it costs more than to make the message.
 *
 * @returns a function that gives the bytes of a message; they are valid until it is called again
 */
export function openMessageMemory(): (raw: string) => Buffer {
  let bytes = Buffer.alloc(0)
  return (raw) => {
    const size = raw.length + endOfData.length
    if (bytes.length < size) bytes = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(size)))
    // Joined first, so that V8 does not flatten `raw` itself: its pieces are shared with other messages.
    bytes.write(raw + endOfData, 'latin1')
    return bytes.subarray(0, size)
  }
}

/**
 * A message as nodemailer pipes it into the connection, which it does only after the relay has asked for it (354). From
 * then on, a lost connection makes the outcome uncertain.
 */
export class MessageBody extends Readable {
  readonly #connection: SMTPConnection
  readonly #ended: Buffer
  readonly #answerTimeoutMs: number
  isHandedOver = false

  /**
   * @param ended the message followed by the end of DATA
   * @param answerTimeoutMs how long the relay may say nothing while it reads the message, and after it
   */
  constructor(connection: SMTPConnection, ended: Buffer, answerTimeoutMs: number) {
    super()
    this.#connection = connection
    this.#ended = ended
    this.#answerTimeoutMs = answerTimeoutMs
  }

  override pipe<T extends NodeJS.WritableStream>(destination: T): T {
    this.isHandedOver = true
    const { _socket: socket } = this.#connection
    if (socket) socket.setTimeout(this.#answerTimeoutMs)
    const raw = this.#ended.subarray(0, -endOfData.length)
    if (socket && destination instanceof Readable && isReadyForData(raw)) {
      // The fast path: past nodemailer's stream, which looks for dots and line ends byte by byte and takes longer than
      // everything else about a message. The end of DATA goes into the same write: another one costs as much as making
      // the message.
      destination.unpipe(socket)
      socket.write(this.#ended)
    } else {
      // At once: the bytes are there, and piping costs more than one write.
      destination.end(raw)
    }
    return destination
  }
}

/** Whether the bytes may follow DATA unchanged. Messages of `assembleMessage` may: no line of theirs starts with a dot. */
function isReadyForData(raw: Buffer): boolean {
  return raw[0] !== dot && raw.at(-1) === lineFeed && !raw.includes('\r\n.')
}
