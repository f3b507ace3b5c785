import type { ReturnedMessage } from './read-message.ts'

/** Whether a machine answers in a person's name (RFC 3834, and what came before it). */
export function isAutoReply({ headers, subject }: ReturnedMessage): boolean {
  const submitted = headers.get('auto-submitted') ?? 'no'
  if (!/^\s*no\b/i.test(submitted)) return true
  if (autoHeaders.some((name) => headers.has(name))) return true
  return /auto_?reply|vacation/i.test(headers.get('precedence') ?? '') || absent.test(subject)
}

const autoHeaders = ['x-autoreply', 'x-autorespond', 'x-auto-reply', 'x-autoresponder', 'x-vacation']
const absent =
  /^\s*(?:auto(?:matic|mated)?[ -]?(?:re(?:ply|sponse|sponder)|:)|out of (?:the )?office|vacation|away|on leave|i am away|abwesen|automatische antwort|au[ßs]er haus|réponse automatique|absence|absent|respuesta autom|fuera de (?:la )?oficina|risposta automatica|fuori sede|resposta autom|automatisch antwoord|afwezig|autosvar|автоответ|自动回复|自動回覆|自動応答|不在)|\bout of office\b|vacation reply/iu

/** Whether a message went to the address of `List-Unsubscribe: <mailto:…>`, from which nothing is ever sent. */
export function isAddressedToLeave({ headers, to }: ReturnedMessage): boolean {
  const addressed = headers.get('delivered-to') ?? to[0] ?? ''
  return /^\s*<?unsubscribe\+[dt]\d/i.test(addressed)
}

/** Whether a person asks to be taken off the list, as mail programs do for `List-Unsubscribe: <mailto:…>`. */
export function isUnsubscribeRequest({ to, subject, text }: ReturnedMessage): boolean {
  if (to.some((address) => /^(?:unsubscribe|leave|abmelden)\b/i.test(address))) return true
  if (request.test(subject)) return true
  return subject.trim() === '' && request.test(text.trim().slice(0, 100))
}

const request =
  /^\s*(?:re:\s*)?(?:please )?(?:unsubscribe|remove me|opt[ -]?out|abmelden|abbestellen|austragen|désabonner|se désinscrire|desinscribir|darme de baja|cancellami|отписаться|退订|退訂|取消订阅)(?:\s+(?:me|please|bitte))?[\s.!]*(?:[\w.+/=-]{16,})?\s*$/iu
