import SMTPConnection, {
  type SMTPConnectionAuth,
  type SMTPConnectionOptions,
  type SMTPEnvelope,
} from 'nodemailer/lib/smtp-connection'
import type { NodemailerError } from 'nodemailer/lib/errors'
import { MessageBody, openMessageMemory } from './message-body.ts'
import { classifyFailure, type Outcome } from './outcome.ts'
import { cleanReply, isSessionRefusal, parseReply } from './reply.ts'

/** One message, ready to be sent, with an envelope of exactly one recipient. */
export type Message = {
  from: string
  to: string
  /** In RFC 5322 format, ASCII only. Lines end with CRLF; no other CR or LF occurs. */
  raw: string
  /** Further parameters of MAIL FROM and RCPT TO, sent if the relay supports the extension. */
  envelope?: Omit<SMTPEnvelope, 'from' | 'to' | 'size'>
}

/** Asks for bounces that name the message and its recipient (RFC 3461). */
export function dsnRequest(key: string, to: string): Pick<SMTPEnvelope, 'dsn'> {
  return { dsn: { ret: 'HDRS', envid: key, notify: ['FAILURE', 'DELAY'], orcpt: `rfc822;${to}` } }
}

/** nodemailer's options, with the account to log in to, if any. */
export type SmtpOptions = SMTPConnectionOptions & { auth?: SMTPConnectionAuth }

/** The result of one attempt. */
export type Sent = {
  outcome: Outcome
  /** True once the relay has asked for the message (354): it must not be sent over another lane after that. */
  isHandedOver: boolean
  /**
   * True if the connection was lost before any reply about this message (it may just have been stale), or if the relay
   * accepts no more messages on this connection.
   */
  isLost: boolean
  /** True where a connection that has sent messages refused the recipient, and it may be the session that has ended. */
  mayEndSession: boolean
}

/** One SMTP session, for one message at a time. */
export type Connection = {
  /** Never throws: an error becomes the outcome. */
  send: (message: Message) => Promise<Sent>
  /** False after either side closed it, or if the last message cannot be reset. */
  isUsable: () => boolean
  quit: () => void
}

/**
 * How long a relay may stay silent (RFC 5321, 4.5.3.2): five minutes for its greeting and each command, and ten after the
 * final dot, because it may scan and store the message before it replies. A client that gives up earlier sends it twice.
 */
const timeoutMs = 5 * 60_000
const finalDotFactor = 2
/** The limit for one message in total, however slowly bytes move: five minutes each for MAIL, RCPT and DATA, the rest twice. */
const wholeMessageFactor = 6
const quitMs = 2000

/**
 * Connects, by TLS as the options say, and logs in.
 *
 * @throws {NodemailerError} where any of it fails
 */
export async function openConnection(
  { auth, ...options }: SmtpOptions,
  mostMessages = Infinity,
): Promise<Connection> {
  const silenceMs = options.socketTimeout ?? timeoutMs
  const connection = new SMTPConnection({
    // Covers the greeting, too.
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: silenceMs,
    ...options,
  })
  // The callback reports errors too, but an `error` event without a listener would end the process.
  connection.on('error', () => connection.close())
  await new Promise<void>((resolve, reject) => {
    connection.once('error', reject)
    connection.connect((error) => (error ? reject(error) : resolve()))
  })
  const takesUnicode = /[ -]SMTPUTF8\b/i.test(String(connection.lastServerResponse))
  if (auth) await logIn(connection, auth)
  let isClear = true
  let taken = 0
  let memory = openMessageMemory()
  return {
    send: async (message) => {
      // nodemailer would send non-ASCII characters anyway, against RFC 6531.
      if (!takesUnicode && !isAscii(message.to)) return unsupported
      const sent = await sendOver(connection, message, memory, { silenceMs, isUsed: taken > 0 })
      if (sent.outcome.kind === 'submitted') {
        taken += 1
        return sent
      }
      if (sent.isLost) {
        isClear = false
        return sent
      }
      // A relay that refuses a message need not have read all of it, and the rest may still be on its way.
      memory = openMessageMemory()
      if (!connection.destroyed) isClear = await reset(connection)
      return sent
    },
    isUsable: () => isClear && taken < mostMessages && !connection.destroyed,
    quit: () => {
      connection.quit()
      // A relay that does not answer must not keep the process.
      setTimeout(() => connection.close(), quitMs).unref()
    },
  }
}

const isAscii = (text: string) => /^[\x20-\x7e]*$/.test(text)

const unsupported: Sent = {
  outcome: {
    kind: 'failed',
    response: 'unsupported: the address has letters that this relay cannot take (it does not offer SMTPUTF8)',
  },
  isHandedOver: false,
  isLost: false,
  mayEndSession: false,
}

async function logIn(connection: SMTPConnection, auth: SMTPConnectionAuth): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject)
      connection.login(auth, (error) => (error ? reject(error) : resolve()))
    })
  } catch (error) {
    connection.close()
    throw error
  }
}

async function sendOver(
  connection: SMTPConnection,
  message: Message,
  memory: (raw: string) => Buffer,
  { silenceMs, isUsed }: { silenceMs: number; isUsed: boolean },
): Promise<Sent> {
  const body = new MessageBody(connection, memory(message.raw), silenceMs * finalDotFactor)
  const envelope = { ...message.envelope, from: message.from, to: [message.to], size: message.raw.length }
  const answer = await new Promise<NodemailerError | string>((resolve) => {
    const deadline = setTimeout(() => {
      connection.close()
      resolve(Object.assign(new Error('The relay took too long over one message'), { code: 'ETIMEDOUT' }))
    }, silenceMs * wholeMessageFactor)
    connection.send(envelope, body, (failure, info) => {
      clearTimeout(deadline)
      if (connection._socket) connection._socket.setTimeout(silenceMs)
      resolve(failure ?? info?.response ?? '')
    })
  })
  const { isHandedOver } = body
  if (typeof answer === 'string') {
    const outcome = { kind: 'submitted', response: cleanReply(answer) } as const
    return { outcome, isHandedOver, isLost: false, mayEndSession: false }
  }
  const outcome = classifyFailure(answer, isHandedOver)
  const isLost = !isHandedOver && (isDropped(connection, answer) || (isUsed && endsSession(answer)))
  const mayEndSession = !isHandedOver && isUsed && !isLost && isAboutNobody(answer, outcome)
  return { outcome, isHandedOver, isLost, mayEndSession }
}

/** RFC 5321: a server replies 421 when it closes the connection, e.g. because it was idle for too long. */
function isDropped(
  { destroyed }: SMTPConnection,
  { response, responseCode, command }: NodemailerError,
): boolean {
  return destroyed && (response === undefined || (responseCode === 421 && command === 'MAIL FROM'))
}

function endsSession({ response, command }: NodemailerError): boolean {
  const reply = parseReply(cleanReply(response ?? ''))
  if (!reply) return false
  // nodemailer names no command then: the relay says it at any.
  if (reply.code === 421) return true
  if (command !== 'MAIL FROM' && command !== 'RCPT TO') return false
  return isSessionRefusal(reply, command === 'MAIL FROM' ? 'sender' : 'recipient')
}

/** Whether a refused recipient is not said to be unknown, full or disabled. */
function isAboutNobody({ command }: NodemailerError, { blame, response }: Outcome): boolean {
  const subject = parseReply(response)?.subject
  return command === 'RCPT TO' && blame !== 'address' && subject !== 1 && subject !== 2
}

/** Resets the connection after a refused message. @returns false if it can't be used again */
function reset(connection: SMTPConnection): Promise<boolean> {
  return new Promise((resolve) => {
    const onEnd = () => resolve(false)
    connection.once('end', onEnd)
    connection.reset((error) => {
      connection.off('end', onEnd)
      resolve(!error)
    })
  })
}
