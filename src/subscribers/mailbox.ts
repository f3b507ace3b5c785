const gmail = 'gmail.com'

/** Whose users are strangers to each other: what one of them is sent says nothing of the others. */
const largeProviders: ReadonlySet<string> = new Set(
  `${gmail} googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com me.com aol.com proton.me protonmail.com
  gmx.de gmx.net web.de t-online.de posteo.de mailbox.org qq.com 163.com 126.com foxmail.com sina.com naver.com yandex.ru
  mail.ru orange.fr free.fr laposte.net libero.it fastmail.com zoho.com`.split(/\s+/),
)

/**
 * The mailbox behind the spelling of an address, as far as it is known: what follows a plus, and at Gmail dots and the older
 * name of the domain, make no difference there. It is for limits alone: subscribers are told apart by their whole address.
 *
 * @param emailKey as `parseAddress` gives it
 */
export function mailboxOf(emailKey: string): string {
  const at = emailKey.lastIndexOf('@')
  const typed = emailKey.slice(at + 1)
  const domain = typed === 'googlemail.com' ? gmail : typed
  const local = emailKey.slice(0, at).replace(/(?<=.)\+.*$/s, '')
  return `${domain === gmail ? local.replaceAll('.', '') : local}@${domain}`
}

/** The domain by which requests for mail are limited, since one person may read all of it; undefined at large providers. */
export function limitedDomainOf(emailKey: string): string | undefined {
  const domain = emailKey.slice(emailKey.lastIndexOf('@') + 1)
  return largeProviders.has(domain) ? undefined : domain
}
