/** What the text of a reply alone can blame; see `Blame`. */
type WordBlame = 'address' | 'mailbox' | 'message' | 'policy'

/**
 * What a refusal is about, judged by its text alone, for replies whose codes do not tell: the first pattern that matches, most
 * specific first. Undefined if no pattern matches.
 *
 * @param text bounded by the caller
 */
export function blameByWords(text: string): WordBlame | undefined {
  const words = plainWords(text)
  return firstMatch(clear, words) ?? firstMatch(vague, words)
}

/** Like `blameByWords`, for text that overrides a code that says otherwise. */
export function blameByClearWords(text: string): WordBlame | undefined {
  return firstMatch(clear, plainWords(text))
}

/** Whether the text says, in an unambiguous form, that the recipient is unknown. */
export function isUnknownRecipient(text: string): boolean {
  return (
    /\b(?:user|recipient|mailbox|account) (?:is )?unknown|\bunknown (?:user|recipient|mailbox|address)|no such (?:user|mailbox|recipient)/i.test(
      text,
    ) && !isBlock(text)
  )
}

/** Whether the text says that the recipient's domain accepts no mail at all (RFC 7505). */
export function isClosedDomain(text: string): boolean {
  return /^[^:]{0,40}\bhost does not accept mail|recipient.{0,30}null ?mx/i.test(text)
}

/** Host names, addresses and links contain words that are unrelated to the refusal. */
function plainWords(text: string): string {
  return text
    .normalize('NFC')
    .replace(
      /https?:\/\/\S{1,500}|[^\s<>@]{1,128}@[^\s<>@,;:]{1,255}|\b[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}\b/g,
      ' ',
    )
    .replace(/\s+/g, ' ')
}

function firstMatch(patterns: Patterns, words: string): WordBlame | undefined {
  return patterns.find(([, pattern]) => pattern.test(words))?.[0]
}

/** Whether the words say that a mailbox, or the disk that it is on, is full, and do not only list what may be. */
export function isFull(text: string): boolean {
  const words = plainWords(text)
  return full.test(words) && !/\b(?:may|might|could|or|either|possibl[ey])\b/i.test(words)
}

/** Whether a server's reply says that it blocks us. */
export function isBlock(text: string): boolean {
  return blocked.test(text)
}

const blocked =
  /spam|block(?:ed|list)|black ?list|deny ?list|dnsbl|\brbl\b|reputation|unsolicited|policy|(?:access|permission) denied|banned/i

/** Google Groups does not say which of the two it is. */
const closedGroup = anyOf(
  "may not exist, or you may not have permission|il se peut que .{0,120}n['’]existe|möglicherweise nicht vorhanden ist bzw|可能不存在.{0,12}或|permission to post|not have permission|(?:es posible que|quiz[aá]s) .{0,120}no exist|no exista o bien no tienes|हो सकता है कि वह मौजूद न हो",
)

/** Said about our sender address, which some also call unknown. */
const aboutSender = anyOf(
  "sender(?:['’]s)? (?:e-?mail |ip |mail )*(?:address |domain |host |verif\\w* |is |was )*(?:rejected|unknown|invalid|denied|blocked|not |does|must|fail|could)",
  '(?:invalid|bad|unknown|unverified|missing) (?:envelope )?sender|\\bfrom:? ?(?:domain|address|header)|valid from\\b|return[- ]path|no valid recipients from|verify (?:the )?sender|your (?:domain|e-?mail address|address) (?:is|does|has)',
)

const full = anyOf(
  'mail ?box(?:es)? .{0,40}\\bfull\\b|\\bfull mail ?box|(?:inbox|folder|account) is full|mail ?box full',
  'over ?-?_?quota|out of quota|(?<!sending |message |daily |hourly )quota .{0,30}(?:exceed|reached|full|violat)|exceed\\w* .{0,40}(?:quota|storage|local limit|mailbox size)|in excess of quota',
  '(?:insufficient|not enough|no|out of|over) (?:the )?(?:allowed |allotted |free |available )?(?:disk |mailbox |mail |system |file ?system )?(?:space|storage)\\b|disk (?:space|full|quota)|no space left|storage .{0,20}(?:exceeded|full|limit)',
  'mail ?box .{0,30}(?:too large|exceed)|(?:maildir|mail ?drop|mail ?box) .{0,20}(?:quota|size limit|has exceeded)|too many messages (?:in|on)|(?:user|account|recipient) (?:is )?over',
  'postfach .{0,40}(?:voll|überschritten)|speicherplatz|bo[iî]te .{0,40}pleine|quota d[ée]pass|(?:buz[oó]n|bandeja) .{0,30}llen[oa]|casella .{0,30}piena|caixa (?:de correio |postal )?(?:est[aá] )?cheia',
  'переполнен|превыш\\S+ .{0,30}(?:квот|размер)|(?:邮箱|郵箱|信箱|空间).{0,10}[满滿]|配額|メールボックス.{0,20}(?:いっぱい|容量|満杯)|(?:메일함|편지함|용량).{0,12}(?:초과|가득)|posta kutusu .{0,20}dolu|skrzynka .{0,20}(?:pełna|przepełniona)|postvak .{0,20}vol\\b|inkorg .{0,20}full',
)

const disabled = anyOf(
  '(?:account|mail ?box|user|address|recipient|e-?mail|domain|customer)\\b.{0,80}\\b(?:disabled|suspended|inactive|deactivated|deactive|not active|locked|frozen|expired|terminated|closed|not enabled|discontinued|on hold|no longer active|(?:been|is|temporarily) blocked)',
  '(?:disabled|suspended|inactive|deactivated|locked|expired|closed) (?:mail ?box|account|user|recipient|e-?mail)|currently suspended|temporarily disabled|user paused|service not in use|is a deactivated|extended inactivity|suspend the service|user is (?:terminated|disconnected)',
  'konto .{0,30}(?:gesperrt|deaktiviert)|compte .{0,30}(?:désactivé|suspendu)|(?:账号|帐号|帳號|账户).{0,10}(?:停用|禁用|冻结)',
)

/** The program that writes into mailboxes could not, whatever it says of the user after that. */
const notWritten = anyOf(
  '^\\W{0,3}(?:procmail|maildrop|deliver|mail\\.local|dovecot-lda)\\b.{0,80}\\b(?:couldn.t|could not|cannot|can.t|unable to|failed to) (?:be )?(?:create|open|write|lock|append)',
)

const unknownUser = anyOf(
  "(?:user|recipient|mail ?box|address|account|alias|addressee|person|mail ?drop|name|e-?mail|username|login|maildir)\\b.{0,70}(?<!sender )(?:(?:is |was )?\\bunknown|does(?:n['’]t| not) ?exist|not exist|\\bnot? (?:be )?(?:found|known|valid|listed|recogni[sz]ed|correct|a (?:valid|known|registered))|invalid|doesn.t have an? |no longer (?:exists?|valid|available|works|employed|here|with|on|at|in)|is not here|not here|is not (?:accepted|local|ok)|not present|not (?:a |an )?(?:active|known|valid) (?:user|address|mail ?box|recipient)|missing home directory|not exist|couldn.t be found|not a user|no mailbox|has been (?:deleted|removed)|doesn.t match)",
  '(?:unknown|invalid|no such|bad|non-?exist[ae]nt|undeliverable|unrecogni[sz]ed|illegal|not a valid|not a known|incorrect|wrong|unrout(?:e)?able|un-?routable|no valid|no matching) (?:or \\w+ )?(?:local |virtual |mail ?box |e-?mail |destination |recipient |rcpt |mail )*(?:user|recipient|mail ?box|address|account|person|name|alias|(?:user)?id|login|(?:final )?delivery userid|local ?part|addressee|here)',
  "mail ?box name not allowed|no (?:mail ?box|account|user|one|address|person|such \\w+) (?:here|by that name|with that|found|of that)|no such (?:address|customer|email|person)|archived recipient|can.?t accept user|addresses were unknown|rejected (?:all )?recipients?|not an? (?:local|active) (?:address|mail ?box)|no valid recipients|bad-?_?rcpt-?_?to|bad-?recipient|recipient has been denied|not (?:in|on) (?:my|our) (?:valid ?rcpt ?to|list of)|not known at this site|no longer accepts? (?:e-?)?mail|mistyped|could not be found or|adresse nicht gefunden|nessun utente|isn.t (?:a |an )?(?:valid|known)|this is not one of our|there is no (?:account|user|such|one)|does(?:n['’]t| not) have an? (?:[\\w.]+ )?(?:account|mail ?box)|not our customer|user_?unknown|unknown_?user|user not local|resolver\\.adr\\.(?:ex)?recip(?:ient)?notfound|recipnotfound|recipientnotfound|recipient not found|(?<!message )not listed in|is not a member|not in (?:the |our )?(?:address ?book|directory|domino)|no existe|n['’]existe pas|inconnu|existiert nicht|unbekannt|nicht bekannt|non esiste|sconosciuto|utente .{0,20}sconosciut|desconocid|desconhecid|n[aã]o existe|onbekend|bestaat niet|niet gevonden|не существует|не найден|неизвестн|не зарегистрирован|nie istnieje|nieznany|(?:用户|用戶|收件人|地址|邮箱|邮件地址|信箱).{0,12}(?:不存在|未找到|无效|無效)|(?:見つかりません|存在しません|宛先不明)|존재하지 않",
)

const moved = anyOf(
  '(?:user|address|recipient|mail ?box|account|he|she) has moved|(?:user|recipient|address) (?:has )?(?:been )?(?:moved|changed|replaced)|address has changed|new e-?mail address|no longer (?:work|employ)|please try <|has been replaced by|forwarding address',
)

const unknownHost = anyOf(
  '(?:host|domain)(?: name)?(?: or domain name)?\\b.{0,60}\\b(?:not found(?!,? ?(?:please )?try again)|unknown|does(?:n.t| not) exist|non-?existent|not exist|invalid|is not valid|couldn.t be found|can.?not be found)',
  '(?:unknown|no such|invalid|bad|non-?existent) (?:destination |mail |recipient )*(?:host|domain)|nxdomain|unrouteable (?:mail )?domain|all relevant mx records point to non-existent|couldn.t find any host|name server: \\S+: host not found|host address lookups failed permanently|null ?mx|(?:recipient )?domain must exist|please check the domain|indicated no smtp service|no mx (?:records?|found)|(?:host|domain) does not (?:accept|receive) (?:any )?(?:e-?)?mail|couldn.t find (?:a|any) mail exchanger|recipient.domain.not.found|illegal host/domain|no mail.?server for|server for .{1,80} could not be found',
)

const policy = anyOf(
  blocked.source,
  '(?:\\b(?:spf|dkim|dmarc|arc)\\b|virus|malware|infected|phish|junk|abus(?:e|ive)|reverse dns|\\brdns\\b|\\bptr\\b|listed (?:at|in|by|on)|not accept(?:ed|ing)? (?:mail|messages|connections?) from|unauthenticated|authentication checks|suspicious|prohibited|forbidden|refused by|content (?:rejected|filter)|bad ip|client host|your (?:ip|host|server|network|domain)\\b|local policy|administrative|not authori[sz]ed|security|fingerprint|dynamic|restricted|restriction|not permitted|not allowed|filter|too many (?:connections|messages|recipients)|rate ?limit|throttl|preferences?|user.{0,3} rules?|only accepting|refused to accept|message rejected|your e-?mail is refused|protected by|bounced address|too fast|too quickly|excessive|exceeded .{0,30}(?:rate|connections|messages per)|bulk|complaints|whitelist|allow ?list|threshold|bad commands|\\btls\\b|starttls|encrypt|ciphers?\\b|certificate|credentials|password|unauthenticated|log ?in\\b|sending denied|attachment|please use the smtp server of|non-?compliant|authentication fail)',
)

const malformed = anyOf(
  'syntax|unrecogni[sz]ed|protocol violation|unimplemented|(?:ehlo|helo|hello)\\b|invalid arguments|(?:bad|invalid) (?:header|characters|message)|nested|maximum (?:message )?size|(?:message|mail|e-?mail|size) .{0,50}(?:too (?:large|big)|exceed|larger than)|message size|too many hops|hop count|mail loop|loop(?:ing|s)? (?:back|detected)|routing loop|bare (?:lf|cr)|malformed|not (?:rfc|compliant)|header|line too long|unsupported encoding|conversion',
)

const trouble = anyOf(
  'time(?:d)?[ -]?out|expired|(?:not|couldn.t|could not|unable to|can.?not|failed to) (?:be )?(?:deliver\\w* (?:within|in|after|for)|connect|establish|resolve|reach)|connection (?:refused|reset|lost|closed|timed|dropped)|no route|unreachable|not reachable|not responding|retry (?:time|timeout)|delayed|(?:given|giving) up|temporar|too old|internal (?:server )?error|unable to open|cannot open|local error|configuration error|i/o error|system (?:error|full|problem)|try again|\\bbusy\\b|server down|(?:service|resources?) (?:is |are )?(?:not|un)[ -]?(?:available|active)|too many|insufficient|\\bldap\\b|crashed|no such file|interpreter|local delivery|lmtp|network|no valid route|misconfigured|incorrectly|unable to (?:process|authenticate)|cannot authenticate|socket error|did not accept our requests|network error|lookup failure',
)

type Patterns = readonly (readonly [WordBlame, RegExp])[]

const clear: Patterns = [
  ['policy', aboutSender],
  ['policy', closedGroup],
  ['mailbox', full],
  ['mailbox', disabled],
  ['mailbox', notWritten],
  ['address', unknownUser],
  ['address', moved],
  ['address', unknownHost],
  ['policy', policy],
]

const vague: Patterns = [
  ['message', malformed],
  ['mailbox', trouble],
]

function anyOf(...alternatives: string[]): RegExp {
  return new RegExp(alternatives.join('|'), 'iu')
}
