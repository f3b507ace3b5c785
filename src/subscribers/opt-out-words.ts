/** Whether a person of a list may be mailed, as one cell says. */
export type Standing =
  | { kind: 'active' }
  /** They have left, or their address takes no mail: then with why it must be suppressed. */
  | { kind: 'optedOut'; suppression: string | null }
  /** Not to be mailed, and nothing to be recorded: pending, or not understood. */
  | { kind: 'unclear'; reason: string }

/** What a column says of a person's standing: a status in words, that they are out, or that they are in. */
export type StandingColumn = 'status' | 'out' | 'in'

/** Names are normalised: lower case, words with _ between. */
export function standingColumnOf(name: string): StandingColumn | null {
  if (statusColumn.test(name)) return 'status'
  // Links to unsubscribe and scores are of everyone.
  if (/(^|_)(url|link|href|token|key|rate|score|percent|pct)$/.test(name)) return null
  if (outColumn.test(name)) return 'out'
  return inColumn.test(name) ? 'in' : null
}

const statusColumn =
  /^((email|mail|subscription|subscriber|member|contact|list|user|account|opt_?in|consent|newsletter|marketing|permission|delivery|email_permission|email_subscription|email_marketing)_)?status$|^subscription_state$|^subscriber_type$/

const undeliverable =
  /bounce|complain|spam|abuse|(^|[_ ])clean(ed)?([_ ]|$)|suppress|(black|block|deny)[_ ]?list|(^|[_ ])blocked|undeliverable|unreachable|(^|[_ ])invalid|(^|[_ ])rejected/
const left =
  /unsub|opt(ed)?[_ ]?out|do[_ ]?not[_ ]?(e?mail|contact|send)|dont[_ ](e?mail|contact|send)|(^|[_ ])(dnc|dnd)$|(^|[_ ])no[_ ]?(e_?mail|mail|newsletter|contact)|^(e?mail[_ ])?disabled|(^|[_ ])(deleted|removed|inactive|deactivated|archived|revoked|withdrawn)([_ ](at|on|date|time))?$|abgemeldet|abmeld|austrag|ausgetragen|abbestell|gesperrt|desabonn|desinscri|dado[_ ]de[_ ]baja|fecha[_ ]de[_ ]baja|disiscri|cancellato/
const outColumn = new RegExp(`${undeliverable.source}|${left.source}`)
const inColumn =
  /^(is_|currently_|has_)?(subscribed|active|enabled|mailable|confirmed|opt_?in|opted_?in)(_to_(e_?mails?|newsletters?))?$|^(e_?mail|newsletter|marketing|mailing|gdpr|dsgvo)_(opt_?in|subscribed|consent|enabled)$|^e_?mail_marketing_consent$|^accepts_(e_?mail_)?(marketing|newsletters?)$|^(consent|newsletter|can_email|permission|allow_e_?mails?|abonniert|aktiv)$/

const noWords = words(
  '0 no n f false off never none null nil na n/a - – nein falsch non faux falso nao não 否',
)
const yesWords = words('1 yes y t true on x ok ja wahr oui vrai si sí verdadero vero sim 是')
const activeWords =
  /^(active|subscribed|subscriber|enabled|confirmed|opt(ed)? ?in|valid|verified|deliverable|normal|current|aktiv|abonniert|actif|activo|attivo|explicit|implied|granted|regular|premium|gifted)$/

/**
 * @param column what the column is for
 * @param name the column's name, normalised
 */
export function readStanding(column: StandingColumn, name: string, cell: string): Standing {
  const text = plain(cell)
  if (column === 'out') return isNo(text) || activeWords.test(text) ? active : optedOut(name)
  if (column === 'in') {
    if (text !== '' && isNo(text)) return { kind: 'optedOut', suppression: null }
    return isYes(text) ? active : statusOf(cell, name)
  }
  return text === '' ? active : statusOf(cell, name)
}

/** An opt-out in a column that is not read otherwise, such as a tag. Only what means nothing else. */
export function readStrayCell(cell: string): Standing {
  const isOut =
    /^(unsubscribed?|opted ?out|opt out|hard bounced?|bounced|complained|spam complaint|do not (e ?)?mail)$/
  return isOut.test(plain(cell)) ? optedOut(plain(cell)) : active
}

/** Of several columns, the one that says most against mailing counts. */
export function strictest(standings: readonly Standing[]): Standing {
  const outs = standings.filter((one) => one.kind === 'optedOut')
  return (
    outs.find((one) => one.suppression !== null) ??
    outs[0] ??
    standings.find((one) => one.kind === 'unclear') ??
    active
  )
}

const active: Standing = { kind: 'active' }

function optedOut(words: string): Standing {
  const why = words.replaceAll('_', ' ').slice(0, 40)
  return { kind: 'optedOut', suppression: undeliverable.test(words) ? `import: ${why}` : null }
}

function statusOf(cell: string, name: string): Standing {
  const text = plain(cell)
  const notActive: Standing = { kind: 'unclear', reason: `not active in the list, but ${cell.slice(0, 40)}` }
  if (
    /pending|unconfirmed|unactivated|not confirmed|waiting|non ?subscribed|not subscribed|transactional|soft ?bounce/.test(
      text,
    )
  )
    return notActive
  const isOut = outColumn.test(text) || /^(disabled|cancel+ed|expired|left|held|off|no|false|0)$/.test(text)
  if (isOut) return optedOut(text)
  if (activeWords.test(text) || isYes(text)) return active
  return {
    kind: 'unclear',
    reason: `${name}: “${cell.slice(0, 40)}” does not say whether they may be mailed`,
  }
}

function isNo(text: string): boolean {
  return text === '' || noWords.has(text) || /^0+([.,]0+)?$/.test(text) || text.startsWith('0000 00 00')
}

/** A count, or the day on which they agreed, is a yes too. */
function isYes(text: string): boolean {
  return yesWords.has(text) || activeWords.test(text) || /^\d+$/.test(text) || /^\d{4} \d\d \d\d/.test(text)
}

/** Lower case without accents, one space for what is between words. */
function plain(cell: string): string {
  const text = cell.trim().toLowerCase()
  if (noWords.has(text) || yesWords.has(text)) return text
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '))
}
