import type { Cadence } from '../../../store/schema.ts'
import type { subscribing as shape } from '../en/subscribing.tsx'
import { forms } from './forms.ts'

const { counted, list, alternatives, hour } = forms
const papers = (amount: number) => counted(amount, 'Paper', 'Paper')
const dativePapers = (amount: number) => counted(amount, 'Paper', 'Papern')
const cadences: Record<Cadence, string> = {
  daily: 'jeden Tag',
  weekdays: 'jeden Werktag',
  weekly: 'jeden Montag',
}
const needLook = (fields: number) =>
  fields === 1 ? 'Ein Feld stimmt noch nicht.' : `${forms.number(fields)} Felder stimmen noch nicht.`

export const subscribing: typeof shape = {
  schedule: (cadence, at, timeZone) => `${cadences[cadence]} um ${hour(at)} Uhr (${timeZone})`,
  quoted: (text) => `„${text}“`,
  choice: (amount, subjects, makers) => {
    const what = [
      ...(subjects.length > 0 ? [`zu ${list(subjects)}`] : []),
      ...(makers.length > 0 ? [`von ${alternatives(makers)}`] : []),
    ]
    const wanted = what.length > 0 ? what.join(' oder ') : 'aus allen Themen, was gerade viel beachtet wird'
    return `${amount === 1 ? 'das beste Paper' : `bis zu ${amount} Paper`} ${wanted}`
  },
  nothing: (subjects, makers) => {
    const parts = [
      ...(subjects.length > 0 ? [`zu ${alternatives(subjects)}`] : []),
      ...(makers.length > 0 ? [`von ${alternatives(makers)}`] : []),
    ]
    return `; nichts ${parts.join(' oder ')}`
  },
  coupon: {
    title: 'Viel beachtete Paper in Ihrem Postfach',
    onTopics: (topics) => `${list(topics)} in Ihrem Postfach`,
    promise: 'Eine Mail am Tag mit den Papern zu Ihren Themen.',
  },
  form: {
    email: 'E-Mail-Adresse',
    subscribe: 'Abonnieren',
    note: 'Zuerst schicken wir Ihnen einen Link. Sonst kommt nichts, bis Sie bestätigen.',
    topics: 'Themen',
    topicsHint: 'keines: was gerade viel beachtet wird',
    moreTopics: (amount) => `${amount} weitere Themen`,
    trap: 'Lassen Sie dieses Feld leer',
    needsScript: 'Dieses Formular braucht JavaScript, damit Programme es nicht ausfüllen.',
  },
  page: {
    kicker: 'Abonnieren',
    description: 'Ein Newsletter mit viel beachteten Papern zu Ihren Themen, zu Ihrer Uhrzeit.',
    lede: 'Die Paper, die zu Ihren Themen passen, zu Ihrer Uhrzeit. Passt nichts, kommt nichts.',
    wrong: (fields) => `${needLook(fields)} Es wurde noch nichts verschickt.`,
    quick:
      'Das ging schneller, als Menschen es meist schaffen, darum wurde noch nichts verschickt. Bitte drücken Sie den Knopf noch einmal.',
    unproven:
      'Ihr Browser muss zuerst etwas rechnen, um Programme fernzuhalten. Es wurde noch nichts verschickt: Bitte drücken Sie den Knopf noch einmal.',
  },
  checkInbox: {
    kicker: 'Fast geschafft',
    title: 'Sehen Sie in Ihr Postfach',
    lede: (brand) =>
      `Wenn die Adresse unsere Mails bekommen kann, ist in einer Minute eine Nachricht von ${brand} da. Öffnen Sie den Link darin und drücken Sie den Knopf, dann kommen Ihre Paper.`,
    openInbox: 'Den eingebauten Posteingang öffnen',
    spam: 'Nichts angekommen? Sehen Sie auch im Spam-Ordner nach.',
    threeDays: 'Der Link gilt drei Tage.',
    once: 'Damit niemand Fremdes Ihr Postfach füllt, schicken wir höchstens eine solche Nachricht am Tag.',
  },
  confirm: {
    kicker: 'Ein letzter Schritt',
    title: 'Sollen wir Ihnen die Paper schicken?',
    button: 'Ja, mein Abonnement beginnen',
    notYou: 'Das waren nicht Sie? Schließen Sie die Seite, dann wird nichts verschickt.',
    welcome: 'Willkommen',
    subscribed: 'Sie haben abonniert',
    coming: 'Die neueste Ausgabe ist schon unterwegs zu Ihnen. Danach:',
    notComing: 'Kein Paper der letzten Tage passt. Ihre erste Ausgabe kommt mit dem nächsten, das passt:',
    makeItYours: 'Passen Sie es an',
    canWait: 'Das alles hat Zeit: Am Fuß jeder Mail stehen Links, um es zu ändern oder abzubestellen.',
    save: 'Speichern',
    allSet: 'Alles erledigt',
    already: 'Sie haben schon abonniert',
    nothingLeft:
      'Mehr ist nicht zu tun. Am Fuß jeder Mail stehen Links, um etwas zu ändern oder abzubestellen.',
    to: 'An',
    when: 'Wann',
    what: 'Was',
  },
  preferences: {
    title: 'Ihre Einstellungen',
    wrong: (fields) => `${needLook(fields)} Es wurde nichts geändert.`,
    save: 'Änderungen speichern',
    preview: 'Vorschau, ohne zu speichern',
    foot: (why, leave, feed, profile) => (
      <>
        {profile('Was wir über Ihre Interessen annehmen')}. {why('Warum Sie diese Mails bekommen')}.{' '}
        {feed('Ihre Paper im Feedreader')}. Kein Interesse mehr?{' '}
        {leave('Pausieren, weniger bekommen oder abbestellen')}.
      </>
    ),
    saved: (schedule) => `Gespeichert. Ihre Paper kommen ${schedule}.`,
    savedPaused: (until, schedule) =>
      `Gespeichert. Bis ${until} kommt nichts, danach kommen Ihre Paper ${schedule}.`,
    rule: 'An Tagen, an denen kein neues Paper zu Ihrer Auswahl passt, kommt keine Mail.',
    noMatch: (day) =>
      `Am ${day} passte kein neues Paper zu Ihrer Auswahl, darum kam keine Mail. Mehr Themen oder Stichwörter bringen mehr Paper.`,
    lastEdition: (day, amount) => `Ihre letzte Ausgabe ging am ${day} mit ${dativePapers(amount)} hinaus.`,
    notBegun: 'Ihr Abonnement hat noch nicht begonnen',
    notBegunText:
      'Es beginnt mit dem Knopf hinter dem Link in der Mail, die Sie um Bestätigung bittet. Bis dahin wird Ihnen nichts geschickt, und es gibt nichts zu ändern.',
    askAgain: 'Einen neuen Link anfordern',
    notRunning: 'Ihr Abonnement läuft nicht',
    notRunningText:
      'Es gibt nichts zu ändern, weil Ihnen nichts geschickt wird. Sie können jederzeit neu abonnieren.',
    subscribe: 'Abonnieren',
  },
  fields: {
    topics: 'Themen',
    topicsHint: 'wählen Sie keines, kommt, was gerade viel beachtet wird',
    numbers: 'Die Zahlen sind die Paper der letzten Woche.',
    lastWeek: (amount) => `${papers(amount)} in der letzten Woche`,
    keywords: 'Eigene Stichwörter',
    optional: 'freiwillig',
    keywordsExample: 'speculative decoding, protein folding',
    keywordsHint: (most) => `Durch Kommas getrennt, bis zu ${most}.`,
    cadence: 'Wie oft',
    cadences: { daily: 'Jeden Tag', weekdays: 'Werktags', weekly: 'Montags' },
    hour: 'Uhrzeit',
    timeZone: 'Zeitzone',
    maxPapers: 'Paper, höchstens',
    language: 'Mails auf',
    followPeople: 'Personen folgen',
    authors: 'Autorinnen und Autoren',
    organizations: 'Organisationen',
    followHint:
      'Durch Kommas getrennt. Was sie veröffentlichen, kommt zuerst, mit oder ohne Akzente geschrieben.',
    mute: 'Stummschalten',
    mutedTopics: 'Nie zu diesen Themen',
    mutedKeywords: 'Nie mit diesen Wörtern',
    mutedKeywordsExample: 'benchmark, survey',
    mutedAuthors: 'Nie von diesen Personen oder Organisationen',
    discovery: 'Den letzten Platz für viel Beachtetes außerhalb meiner Themen freihalten',
    quietMail: 'Eine Zeile schicken, wenn eine Woche lang nichts passte',
    learning: 'Meine Markierungen an Papern dürfen ändern, was kommt',
    pausedUntil: 'Pause bis',
    noPause: 'leer: keine Pause',
    inThirtyDays: (amount) => (amount === 0 ? 'keines in 30 Tagen' : `${papers(amount)} in 30 Tagen`),
    noneButClose: 'keines in 30 Tagen; ähnlich:',
  },
  today: {
    title: 'Was Sie heute bekämen',
    paused: (until) => `Nichts, weil Sie bis ${until} pausieren. Ohne die Pause:`,
    none: 'Kein Paper, das Sie noch nicht hatten, passt. Es käme also keine Mail. Mehr Themen oder Stichwörter bringen mehr Paper.',
  },
  mute: {
    title: 'Weniger davon',
    question: (paper) => <>Was an {paper} soll nicht wiederkommen?</>,
    topics: 'Nichts zum Thema',
    keywords: 'Nichts mit diesen Wörtern',
    otherWords: 'Oder andere Wörter',
    commas: 'durch Kommas getrennt',
    authors: 'Nichts von',
    button: 'Stummschalten',
    once: 'Dieses Paper selbst kommt ohnehin nur einmal.',
    chooseOne: 'Wählen Sie mindestens eines.',
    noted: 'Ist notiert',
    muted: 'Sie bekommen keine Paper mehr zu oder von:',
    seeAll: 'Alle Einstellungen ansehen',
    unmute: 'Dort können Sie jede Stummschaltung aufheben.',
  },
}
