import SMTPConnection, {
  type SMTPConnectionAuth,
  type SMTPConnectionOptions,
} from 'nodemailer/lib/smtp-connection'
import { Dialogue, type Answer } from './dialogue.ts'
import { envelopeCommands, readExtensions, unsendable, type Extensions } from './envelope.ts'
import { openMessageMemory } from './message-body.ts'
import type { Course, Message } from './message.ts'
import { classifyFailure, type Failure, type Outcome } from './outcome.ts'
import { cleanReply, isSessionRefusal, parseReply } from './reply.ts'

/** nodemailer's options, with the account to log in to, if any. */
export type SmtpOptions = SMTPConnectionOptions & { auth?: SMTPConnectionAuth }

/** The result of one attempt. */
export type Sent = {
  outcome: Outcome
  /** True once the message itself was written: it must not be sent over another lane after that. */
  isHandedOver: boolean
  /**
   * True if the connection, over which others went before, was lost before any reply about this message (it may just have
   * been stale, or it was the other's fault), or if the relay accepts no more messages on it.
   */
  isLost: boolean
  /** True where a connection that has sent messages refused the recipient, and it may be the session that has ended. */
  mayEndSession: boolean
  /** True if its sender took it back. */
  isWithdrawn: boolean
}

/** What was not tried, or ended before the relay had a say. */
export const untried = {
  isHandedOver: false,
  isLost: false,
  mayEndSession: false,
  isWithdrawn: false,
} as const

export type ConnectionLimits = {
  /** How many messages may go over it before it is closed. */
  mostMessages?: number | undefined
  /** False to wait for each reply before the next command, also where the relay offers PIPELINING. */
  pipelining?: boolean
}

/** One SMTP session. */
export type Connection = {
  /**
   * Sends a message. Called again meanwhile, the next one's envelope goes right behind this one's final dot, where the relay
   * offers PIPELINING (RFC 2920), and otherwise after its reply. Never throws: an error becomes the outcome.
   */
  send: (message: Message, course?: Course) => Promise<Sent>
  /** False after either side closed it, when it may carry no further message, or when it was idle for too long. */
  isUsable: () => boolean
  /** Closes it when what it was given has ended. */
  retire: () => Promise<void>
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
/** A relay closes an idle connection after a while, often without a reply, so we close it first. */
const idleMs = 10_000

/**
 * Connects, by TLS as the options say, and logs in: all by nodemailer. What follows is ours.
 *
 * @throws {NodemailerError} where any of it fails
 */
export async function openConnection(
  { auth, ...options }: SmtpOptions,
  limits: ConnectionLimits = {},
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
  const offered = readExtensions(String(connection.lastServerResponse))
  if (auth) await logIn(connection, auth)
  const { mostMessages, pipelining = true } = limits
  const extensions = { ...offered, pipelining: offered.pipelining && pipelining }
  return new Session(new Dialogue(connection), extensions, { silenceMs, mostMessages })
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

/** How far a message is, for the one behind it. */
type Progress = {
  /** Its bytes are written, or never will be. */
  written: Promise<void>
  ended: Promise<void>
}

type Step = { command: 'RSET' | 'MAIL FROM' | 'RCPT TO' | 'DATA'; line: string }

class Session implements Connection {
  readonly #dialogue: Dialogue
  readonly #extensions: Extensions
  readonly #silenceMs: number
  readonly #mostMessages: number
  #memory = openMessageMemory()
  #isMemoryInUse = false
  #last: Progress = { written: Promise.resolve(), ended: Promise.resolve() }
  #begun = 0
  #underWay = 0
  #idleSince = Date.now()
  #taken = 0
  #isToReset = false
  #isRetired = false

  constructor(
    dialogue: Dialogue,
    extensions: Extensions,
    { silenceMs, mostMessages = Infinity }: { silenceMs: number; mostMessages?: number | undefined },
  ) {
    this.#dialogue = dialogue
    this.#extensions = extensions
    this.#silenceMs = silenceMs
    this.#mostMessages = mostMessages
  }

  isUsable(): boolean {
    const isIdle = this.#underWay === 0 && Date.now() - this.#idleSince >= idleMs
    return !isIdle && !this.#isRetired && !this.#dialogue.loss && this.#begun < this.#mostMessages
  }

  async retire(): Promise<void> {
    const isAlready = this.#isRetired
    this.#isRetired = true
    await this.#last.ended
    if (isAlready || this.#dialogue.loss) return
    const close = () => this.#dialogue.close({ message: 'Connection closed', code: 'ECONNECTION' })
    void this.#ask('QUIT\r\n').then(close)
    // A relay that does not answer must not keep the process.
    setTimeout(close, quitMs).unref()
  }

  async send(message: Message, course?: Course): Promise<Sent> {
    const outcome = unsendable(message, this.#extensions)
    if (outcome) return { outcome, ...untried }
    const [written, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const before = this.#last
    const isBehind = this.#underWay > 0
    this.#last = { written: written.promise, ended: ended.promise }
    const isFirst = this.#begun === 0
    this.#begun += 1
    this.#underWay += 1
    try {
      const sent = await this.#exchange(
        message,
        before,
        written.resolve,
        async () => !course || course.mayGo(isBehind),
      )
      if (sent.isHandedOver) course?.ended(sent.outcome)
      return isFirst ? { ...sent, isLost: false } : sent
    } finally {
      this.#underWay -= 1
      this.#idleSince = Date.now()
      written.resolve()
      ended.resolve()
    }
  }

  async #exchange(
    message: Message,
    before: Progress,
    onWritten: () => void,
    mayGo: () => Promise<boolean>,
  ): Promise<Sent> {
    await (this.#extensions.pipelining ? before.written : before.ended)
    const dialogue = this.#dialogue
    if (dialogue.loss) return this.#notSent(dialogue.loss)
    const agree = this.#beginEnvelope(this.#stepsTo(message))
    await before.ended
    const deadline = setTimeout(
      () => dialogue.close({ message: 'The relay took too long over one message', code: 'ETIMEDOUT' }),
      this.#silenceMs * wholeMessageFactor,
    )
    try {
      const failure = await agree()
      if (failure) return this.#notSent(failure)
      if (!(await mayGo())) return this.#withdraw()
      if (dialogue.loss) return this.#notSent(dialogue.loss)
      dialogue.allowSilence(this.#silenceMs * finalDotFactor)
      this.#writeBody(message.raw)
      onWritten()
      const answer = await dialogue.answer()
      dialogue.allowSilence(this.#silenceMs)
      return this.#handedOver(answer)
    } finally {
      clearTimeout(deadline)
    }
  }

  #stepsTo(message: Message): Step[] {
    const [mail, rcpt, data] = envelopeCommands(message, this.#extensions)
    const reset: Step[] = this.#isToReset ? [{ command: 'RSET', line: 'RSET\r\n' }] : []
    this.#isToReset = false
    return [
      ...reset,
      { command: 'MAIL FROM', line: mail },
      { command: 'RCPT TO', line: rcpt },
      { command: 'DATA', line: data },
    ]
  }

  /**
   * Writes the envelope, where that needs no reply.
   *
   * @returns what does the rest, and gives what keeps the relay from taking the message; null where it waits for it
   */
  #beginEnvelope(steps: readonly Step[]): () => Promise<Failure | null> {
    if (!this.#extensions.pipelining) return () => this.#agree(steps, ({ line }) => this.#ask(line))
    this.#dialogue.write(Buffer.from(steps.map(({ line }) => line).join('')))
    const answers = steps.map(() => this.#dialogue.answer())
    return () => this.#agree(steps, (_, index) => answers[index] ?? this.#dialogue.answer())
  }

  async #agree(
    steps: readonly Step[],
    answerTo: (step: Step, index: number) => Promise<Answer>,
  ): Promise<Failure | null> {
    const failures = new Map<Step['command'], Failure>()
    for (const [index, step] of steps.entries()) {
      const failure = this.#failureOf(await answerTo(step, index), step.command)
      if (!failure) continue
      failures.set(step.command, failure)
      if (!this.#extensions.pipelining) break
    }
    const [failure = null] = failures.values()
    if (!failure) return null
    if (failures.has('RSET')) {
      // What such a relay says of the next message may be about the last one.
      this.#dialogue.close({ message: 'The relay cannot reset', code: 'EPROTOCOL' })
      return this.#dialogue.loss
    }
    this.#isToReset = true
    const waitsAllTheSame = this.#extensions.pipelining && !failures.has('DATA')
    if (waitsAllTheSame) await this.#endEmptyMessage(failures)
    return failure
  }

  /**
   * The relay has refused the envelope and waits for a message all the same. RFC 2920, 3.1: without a recipient, an empty one
   * goes to nobody. A relay that has refused only the sender cannot be trusted with that either.
   */
  async #endEmptyMessage(failures: ReadonlyMap<Step['command'], Failure>): Promise<void> {
    if (failures.has('MAIL FROM'))
      this.#dialogue.close({ message: 'The relay refused the sender', code: 'EPROTOCOL' })
    else await this.#ask('.\r\n')
  }

  #ask(line: string): Promise<Answer> {
    this.#dialogue.write(Buffer.from(line))
    return this.#dialogue.answer()
  }

  #writeBody(raw: string): void {
    // A relay that refuses a message need not have read all of it, and the rest may still be on its way.
    if (this.#isMemoryInUse) this.#memory = openMessageMemory()
    const memory = this.#memory
    this.#isMemoryInUse = true
    this.#dialogue.write(memory(raw), () => {
      if (memory === this.#memory) this.#isMemoryInUse = false
    })
  }

  /** What a reply, or the lack of one, says against a message; null where the relay agrees. */
  #failureOf({ response, loss }: Answer, command: Step['command']): Failure | null {
    if (loss) return loss
    // Some relays say 250 to DATA.
    if (response.startsWith('2') || (command === 'DATA' && response.startsWith('3'))) return null
    const code = Number.parseInt(response, 10)
    // RFC 5321, 3.8: it closes the connection.
    if (code === 421) this.#dialogue.close({ message: response, code: 'ECONNECTION' })
    const responseCode = Number.isNaN(code) ? undefined : code
    return { message: response, code: 'EENVELOPE', command, response, responseCode }
  }

  #handedOver(answer: Answer): Sent {
    if (answer.response?.startsWith('2')) {
      this.#taken += 1
      const outcome = { kind: 'submitted', response: cleanReply(answer.response) } as const
      return { ...untried, outcome, isHandedOver: true }
    }
    const failure = answer.loss ?? this.#failureOf(answer, 'DATA') ?? outOfSequence(answer.response)
    return { ...untried, outcome: classifyFailure(failure, true), isHandedOver: true }
  }

  #notSent(failure: Failure): Sent {
    const outcome = classifyFailure(failure, false)
    const isUsed = this.#taken > 0
    const isLost = isDropped(this.#dialogue, failure) || (isUsed && endsSession(failure))
    const mayEndSession = isUsed && !isLost && isAboutNobody(failure, outcome)
    return { ...untried, outcome, isLost, mayEndSession }
  }

  /** The relay waits for a message that it must not get: it forgets it where the connection ends (RFC 5321, 4.1.1.4). */
  #withdraw(): Sent {
    this.#dialogue.close({ message: 'A message was withdrawn', code: 'ECONNECTION' })
    const outcome = { kind: 'unavailable', response: 'withdrawn before it was handed over' } as const
    return { ...untried, outcome, isWithdrawn: true }
  }
}

const outOfSequence = (response: string): Failure => ({ message: response, code: 'EMESSAGE', response })

/** RFC 5321: a server replies 421 when it closes the connection, e.g. because it was idle for too long. */
function isDropped({ loss }: Dialogue, { response, responseCode, command }: Failure): boolean {
  return loss !== null && (response === undefined || (responseCode === 421 && command === 'MAIL FROM'))
}

function endsSession({ response, command }: Failure): boolean {
  const reply = parseReply(cleanReply(response ?? ''))
  if (!reply) return false
  if (reply.code === 421) return true
  if (command !== 'MAIL FROM' && command !== 'RCPT TO') return false
  return isSessionRefusal(reply, command === 'MAIL FROM' ? 'sender' : 'recipient')
}

/** Whether a refused recipient is not said to be unknown, full or disabled. */
function isAboutNobody({ command }: Failure, { blame, response }: Outcome): boolean {
  const subject = parseReply(response)?.subject
  return command === 'RCPT TO' && blame !== 'address' && subject !== 1 && subject !== 2
}
