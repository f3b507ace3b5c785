import type { seeds as shape } from '../en/seeds.tsx'
import { forms } from './forms.ts'

const { counted, number } = forms
const papers = (amount: number) => counted(amount, 'Paper', 'Paper')
const ofYours = (some: number, all: number) => `${number(some)} Ihrer ${number(all)} Paper`

export const seeds: typeof shape = {
  title: 'Mit bekannten Papern beginnen',
  link: 'Mit bekannten Papern beginnen',
  linkHint: 'aus einer Liste, Zotero, BibTeX oder ORCID',
  lede: 'Nennen Sie Paper, die Sie mögen oder geschrieben haben. Ab Ihrer nächsten Mail kommen ähnliche, und Themen, Stichwörter und Personen werden Ihnen daraus vorgeschlagen.',
  isOff: 'Das Lernen ist aus: Diese Paper werden aufbewahrt und ändern nichts daran, was kommt.',
  back: 'Ihre Einstellungen',
  list: 'Paper, eines oder mehrere pro Zeile',
  listHint:
    'arXiv-Nummern, Links oder DOIs; Ihre ORCID iD; der Link einer Zotero-Gruppe oder zotero:users/ und Ihre Benutzernummer; oder eine eingefügte BibTeX- oder RIS-Liste.',
  file: 'Oder eine Datei',
  fileHint: (megabytes) =>
    `BibTeX oder RIS, wie Zotero, Mendeley und Google Scholar sie exportieren, bis ${megabytes} MB.`,
  take: 'Diese Paper übernehmen',
  kept: 'Die Liste selbst wird vergessen, sobald sie nachgeschlagen ist. Von jedem Paper bleiben Titel, Autoren, Themen und wichtige Wörter, bis Sie es entfernen. Was hier nicht gespeichert ist, wird bei arXiv, ORCID oder Zotero nachgeschlagen, ohne zu sagen, für wen.',
  lastList: 'Ihre letzte Liste',
  looking: (done, total) =>
    `Es wird nachgeschlagen: ${number(done)} von ${number(total)} sind fertig. Diese Seite sieht von selbst wieder nach.`,
  lookAgain: 'Wieder nachsehen',
  taken: (added) =>
    added === 0
      ? 'Es wurde kein Paper übernommen.'
      : `${papers(added)} ${added === 1 ? 'wurde' : 'wurden'} übernommen.`,
  notFound: 'Nicht übernommen:',
  line: (line) => `Zeile ${number(line)}:`,
  andMore: (amount) => `Und ${number(amount)} weitere.`,
  reasons: {
    'not understood': 'ist keine arXiv-Nummer, kein DOI und kein Link zu einem Paper, das hier bekannt ist.',
    unreadable: 'Sie ließ sich nicht rechtzeitig lesen. Exportieren Sie einen Teil Ihrer Bibliothek.',
    'broken entry':
      'hat Klammern oder Anführungszeichen, die nicht schließen, oder ein Feld ohne Wert. Einträge, die auf späteren Zeilen beginnen, wurden gelesen.',
    'nothing to know it by': 'hat weder Titel noch Nummer.',
    'wrong check digit': 'ist keine ORCID iD: Das letzte Zeichen passt nicht zu den anderen.',
    'a Zotero page by name':
      'ist eine Zotero-Seite mit Namen. Zotero braucht die Nummer: zotero.org/settings/keys zeigt sie. Geben Sie zotero:users/ und die Nummer ein.',
    'too many': (amount) => `${papers(amount)} am Ende der Liste: Die ersten 200 werden gelesen.`,
    'too many libraries': 'wurde ausgelassen: Von einer Liste werden drei Bibliotheken nachgeschlagen.',
    'unknown to arXiv': 'kennt arXiv nicht.',
    'unknown DOI':
      'ist hier nicht gespeichert, und ein DOI allein lässt sich nicht nachschlagen. Geben Sie es mit Titel an, als BibTeX oder RIS.',
    'unknown ORCID': 'kennt ORCID nicht.',
    'unknown library': 'ist keine Bibliothek, die Zotero kennt.',
    'private library':
      'ist privat. Machen Sie die Bibliothek auf zotero.org öffentlich, oder exportieren Sie sie als BibTeX.',
    'no papers there': 'hat keine Paper, die alle sehen dürfen.',
    'no answer': 'ließ sich nicht nachschlagen: Es kam keine Antwort. Versuchen Sie es später wieder.',
    'no known words': 'hat keine Wörter, die sagen, worum es geht. Geben Sie es mit Zusammenfassung an.',
    'no room': 'wurde ausgelassen: 200 Paper werden aufbewahrt. Entfernen Sie erst einige.',
  },
  proposals: 'Vorschläge aus Ihren Papern',
  proposalsHint:
    'Kreuzen Sie an, was Sie verfolgen möchten. Was nicht angekreuzt ist, zählt weiterhin durch Ihre Paper.',
  noProposals: 'Ihre Paper haben nichts gemeinsam, was Sie nicht schon verfolgen.',
  topics: 'Themen',
  keywords: 'Stichwörter',
  authors: 'Autoren',
  haveTopic: (some, all) => `in ${ofYours(some, all)}`,
  sayWord: (some, all) => `wichtiges Wort in ${ofYours(some, all)}`,
  wrote: (some, all) => `von ${ofYours(some, all)}`,
  follow: 'Angekreuztes verfolgen',
  yours: (amount) => (amount === 1 ? 'Ihr Paper' : `Ihre ${papers(amount)}`),
  count: 'Jedes zählt halb so viel wie ein Paper mit „Mehr davon“, alle zusammen höchstens so viel wie fünf.',
  remove: 'Entfernen',
  removeAll: 'Alle entfernen',
  changes: {
    followed: 'Sie verfolgen sie jetzt, zusätzlich zu dem, was Sie vorher gewählt hatten.',
    removed: 'Entfernt. Es zählt nicht mehr.',
    removedAll: 'Alle entfernt. Keines zählt mehr.',
  },
  refusals: {
    'nothing given': 'Da war keine Liste: Geben Sie etwas ein, oder wählen Sie eine Datei.',
    'still looking':
      'Ihre vorige Liste wird noch nachgeschlagen. Es wurde nichts geändert: Geben Sie diese wieder ein, wenn das fertig ist.',
    'nothing ticked': 'Es war nichts angekreuzt, also wurde nichts geändert.',
    'too many followed':
      'Das wäre mehr, als Sie verfolgen können: 20 Stichwörter und 50 Autoren. Es wurde nichts geändert; kreuzen Sie weniger an.',
  },
  tooLarge: {
    title: 'Die Liste ist zu groß',
    text: (megabytes) =>
      `Eine Liste kann bis zu ${megabytes} MB haben. Es wurde nichts geändert. Exportieren Sie einen Teil Ihrer Bibliothek, oder lassen Sie Dateien und Notizen weg.`,
  },
}
