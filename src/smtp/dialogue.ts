import type { Socket } from 'node:net'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { NodemailerError } from 'nodemailer/lib/errors'

/** Why a connection has ended, in nodemailer's terms. */
export type Loss = Pick<NodemailerError, 'message' | 'code'>

/** What comes of a command: the relay's reply, of one line or several, or the end of the connection. */
export type Answer = { response: string; loss: null } | { response: null; loss: Loss }

const mostReplyChars = 65_536

/**
 * The commands and replies of one SMTP session. Commands may be written before earlier ones are answered: replies come in
 * the order of the commands, and each goes to whoever asked for it in that order.
 */
export class Dialogue {
  readonly #connection: SMTPConnection
  readonly #socket: Socket
  readonly #waiting: ((answer: Answer) => void)[] = []
  #unread = ''
  #lines = ''
  #isCorked = false
  #loss: Loss | null = null

  /**
   * Takes over a session that nodemailer has opened: from now on it is told nothing, and only closes it.
   *
   * @throws {Error} where the session has ended already
   */
  constructor(connection: SMTPConnection) {
    const { _socket: socket } = connection
    if (!socket || connection.destroyed) throw new Error('the relay has closed the connection')
    this.#connection = connection
    this.#socket = socket
    socket.removeAllListeners('data')
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('error', (error: Error) => this.close({ message: error.message, code: 'ESOCKET' }))
    socket.on('timeout', () => this.close({ message: 'Timeout', code: 'ETIMEDOUT' }))
    socket.on('close', () => this.#end())
    // nodemailer, which answers the end of the relay's half with that of ours.
    connection.on('end', () => this.#end())
  }

  /** Null while the connection is open. */
  get loss(): Loss | null {
    return this.#loss
  }

  /**
   * Writes commands or a message. What is written in one turn of the event loop leaves together: each write of its own would
   * cost both sides as much as the message does.
   *
   * @param onFlushed called when the bytes are not needed any more
   */
  write(bytes: Buffer, onFlushed?: () => void): void {
    if (this.#loss) return
    if (!this.#isCorked) {
      this.#isCorked = true
      this.#socket.cork()
      setImmediate(() => {
        this.#isCorked = false
        this.#socket.uncork()
      })
    }
    this.#socket.write(bytes, onFlushed)
  }

  /** The reply to the first command that nobody has asked about yet. */
  answer(): Promise<Answer> {
    return new Promise((resolve) => {
      if (this.#loss) resolve({ response: null, loss: this.#loss })
      else this.#waiting.push(resolve)
    })
  }

  /** How long the relay may say nothing before the connection is closed. */
  allowSilence(ms: number): void {
    this.#socket.setTimeout(ms)
  }

  /** Ends the connection. Whoever waits for a reply gets the reason. */
  close(loss: Loss): void {
    if (this.#loss) return
    this.#loss = loss
    for (const resolve of this.#waiting.splice(0)) resolve({ response: null, loss })
    this.#connection.close()
  }

  #end(): void {
    // A refusal whose line was cut off is still one.
    if (/^[45]\d\d[ -]/.test(this.#unread)) this.#take(this.#unread.trim())
    this.close({ message: 'Connection closed unexpectedly', code: 'ECONNECTION' })
  }

  #read(chunk: Buffer): void {
    this.#unread += chunk.toString('latin1')
    let start = 0
    for (let end; (end = this.#unread.indexOf('\n', start)) >= 0; start = end + 1) {
      const isCrLf = this.#unread.charCodeAt(end - 1) === carriageReturn
      const line = this.#unread.slice(start, isCrLf ? end - 1 : end)
      this.#lines = this.#lines === '' ? line : `${this.#lines}\n${line}`
      if (isPartial.test(line)) continue
      const reply = this.#lines
      this.#lines = ''
      this.#take(reply)
    }
    this.#unread = this.#unread.slice(start)
    if (this.#unread.length + this.#lines.length > mostReplyChars)
      this.close({ message: 'The relay’s reply has no end', code: 'EPROTOCOL' })
  }

  #take(reply: string): void {
    const resolve = this.#waiting.shift()
    // A relay says 421 when it closes an idle session. Whatever else it says unasked, replies could not be told apart any more.
    if (resolve) resolve({ response: decode(reply), loss: null })
    else this.close({ message: `Unexpected reply: ${decode(reply)}`, code: 'EPROTOCOL' })
  }
}

const carriageReturn = 0x0d
/** RFC 5321, 4.2.1: another line follows. */
const isPartial = /^\d+-/
const isAscii = /^[\0-\x7f]*$/

/** Replies are in ASCII, or else mostly in UTF-8. */
function decode(latin1: string): string {
  if (isAscii.test(latin1)) return latin1
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(latin1, 'latin1'))
  } catch {
    return latin1
  }
}
