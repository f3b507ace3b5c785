import type { reading as shape } from '../en/reading.tsx'
import { forms } from './forms.ts'

const { counted } = forms
const papers = (amount: number) => counted(amount, 'Paper', 'Paper')
const trending = (amount: number) => counted(amount, 'viel beachtetes Paper', 'viel beachtete Paper')

export const reading: typeof shape = {
  papers,
  days: (amount) => counted(amount, 'Tag', 'Tage'),
  card: {
    upvotes: (amount) => counted(amount, 'Stimme', 'Stimmen'),
    comments: (amount) => counted(amount, 'Kommentar', 'Kommentare'),
    withdrawn: 'Zurückgezogen',
    code: 'Code',
    codeWithStars: (stars) => `Code (${counted(stars, 'Stern', 'Sterne')})`,
    project: 'Projekt',
  },
  pager: {
    label: 'Seiten',
    previous: (page) => `← Seite ${page}`,
    next: (page) => `Seite ${page} →`,
    of: (page, pages) => `Seite ${page} von ${pages}`,
  },
  digest: {
    title: (topic, on) => `${topic}: ${on}`,
    description: (amount, on) =>
      `${trending(amount)} vom ${on}, und ein Newsletter mit denen, die zu Ihren Themen passen.`,
    latest: 'Die neuesten Paper',
    latestOnTopic: (topic) => `Neu zum Thema ${topic}`,
    papersOf: (on) => `Paper vom ${on}`,
    inBrief: 'Außerdem',
    topicFeed: (topic) => `Paper zum Thema ${topic}`,
    otherDays: 'Andere Tage',
    topicsOfDay: 'Themen dieses Tages',
    all: 'Alle',
    onAllDays: (topic) => `${topic} an allen Tagen →`,
    noneOnTopic: (topic, linked) => (
      <>
        An diesem Tag gab es nichts zum Thema {topic}. Vielleicht {linked('an anderen Tagen')}.
      </>
    ),
    sample: {
      title: 'Musterausgabe.',
      text: 'Diese Paper sind erfunden und zeigen, wie ein Tag aussieht. Echte ersetzen sie, sobald die erste Liste abgerufen ist.',
    },
    nothingYet: {
      description: 'Ein Newsletter mit viel beachteten Papern, die zu Ihren Themen passen.',
      dateline: 'Die erste Ausgabe',
      title: 'Noch keine Paper',
      text: 'Bisher wurden keine Paper abgerufen. Sie erscheinen hier, sobald die Liste des ersten Tages da ist. Schauen Sie in ein paar Minuten wieder vorbei.',
    },
    noDigest: {
      title: 'Keine Paper an diesem Tag',
      text: 'Für diesen Tag gibt es keine Liste: Es war ein Wochenende, der Tag liegt in der Zukunft oder vor unserer ersten Ausgabe.',
    },
  },
  paper: {
    kicker: 'Paper',
    isWithdrawn: 'Dieses Paper wurde zurückgezogen.',
    discuss: 'Diskutieren',
    figure: 'Bild von der Seite des Papers',
    abstract: 'Abstract',
    andOthers: (amount) => `und ${counted(amount, 'weitere Person', 'weitere')}`,
    note: 'Anmerkung',
    published: 'Erschienen',
    listed: 'Gelistet',
    topics: 'Themen',
    keywords: 'Stichwörter',
    similar: 'Ähnliche Paper',
    cite: 'Zitieren',
    copy: 'Kopieren',
    copied: 'Kopiert',
    bibtex: 'BibTeX-Datei',
    ris: 'RIS-Datei',
    upvoteHistory: (from, since, to, until) =>
      `Von ${counted(from, 'Stimme', 'Stimmen')} (${since}) auf ${forms.number(to)} (${until})`,
  },
  topic: {
    title: (topic, page) => `${topic}${page > 1 ? `, Seite ${page}` : ''}: viel beachtete Paper`,
    description: (topic, about) => `Viel beachtete Paper zum Thema ${topic}. ${about}.`,
    about: (about, linked) => (
      <>
        {about}. {linked('Atom-Feed')}
      </>
    ),
    noneYet: (topic) => `Zum Thema ${topic} wurde noch nichts gelistet.`,
    noneThisFarBack: (topic) => `So weit zurück wurde nichts zum Thema ${topic} gelistet.`,
    all: 'Alle Themen',
  },
  topics: {
    title: 'Themen',
    description: 'Die Themen viel beachteter Paper, und wie viele es zuletzt zu jedem gab.',
    trend: (topic, weeks) => `${topic} in den letzten ${weeks.length} Wochen: ${weeks.join(', ')} Paper`,
  },
  archive: {
    title: 'Archiv',
    description: (month) => `Die viel beachteten Paper im ${month}, Tag für Tag.`,
    months: 'Monate',
  },
  makers: {
    title: 'Personen und Organisationen',
    all: 'Alle Personen und Organisationen',
    description: (days) => `Wer in ${days} Tagen die meisten viel beachteten Paper hatte.`,
    dateline: (days) => `Die meisten Paper in ${days} Tagen`,
    organizations: 'Organisationen',
    people: 'Personen',
    none: 'Noch hatte niemand zwei Paper.',
    author: 'Person',
    organization: 'Organisation',
    byAuthor: (amount, name) => `${trending(amount)} von ${name}.`,
    byOrganization: (amount, name) => `${trending(amount)} von ${name}.`,
    sameName: 'Alle Paper mit diesem Namen. Mehrere Personen können ihn tragen.',
  },
  searching: {
    title: 'Suche',
    quoted: (text) => `„${text}“`,
    found: (amount) => `${trending(amount)}.`,
    foundFor: (amount, text) => `${trending(amount)} zu „${text}“.`,
    description: 'Viel beachtete Paper nach Wörtern aus Titel und Abstract oder nach Namen finden.',
    everyPaper: 'Alle Paper im Archiv',
    results: (amount, page, pages) => `${papers(amount)}, Seite ${page} von ${pages}`,
    question: 'Was suchen Sie?',
    mentioning: (text) => `Paper, in denen „${text}“ vorkommt`,
    anyPapers: 'Paper',
    nothingFound: 'Kein Paper passt zu allem. Versuchen Sie weniger oder andere Wörter und Filter.',
    help: 'Suchen Sie nach Wörtern aus Titel und Abstract oder nach Namen von Autoren.',
    sideBySide: (example) => <>{example('"world models"')} findet die Wörter nebeneinander.</>,
    either: (example) => <>{example('robots or drones')} findet eines von beiden.</>,
    without: (example) => <>{example('diffusion -video')} lässt Paper aus, in denen „video“ vorkommt.</>,
    suggestions: 'Vorschläge',
    didYouMean: (linked, text) => <>Meinten Sie {linked(text)}?</>,
    topicNamed: (name) => `Thema: ${name}`,
    filters: 'Filter',
    topic: 'Thema',
    all: 'Alle',
    from: 'Gelistet ab',
    to: 'bis',
    source: 'Quelle',
    withCode: 'Nur mit Code',
    filter: 'Filtern',
  },
}
