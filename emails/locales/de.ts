import { clockHour, formsOf } from './forms.ts'
import type { Cadence, Schedule, Words } from './locale.ts'

const { counted, number, list, date, weekday } = formsOf('de-DE')

const smallNumbers = 'null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf'.split(' ')
const inWords = (count: number) => smallNumbers[count] ?? String(count)

const cadences: Record<Cadence, string> = {
  daily: 'jeden Tag',
  weekdays: 'jeden Werktag',
  weekly: 'jeden Montag',
}
const when = ({ cadence, hour, timeZone }: Schedule) =>
  `${cadences[cadence]} um ${clockHour(hour)} Uhr (${timeZone.replaceAll('_', ' ')})`

const topics: Record<string, string> = {
  pretraining: 'Pretraining',
  'post-training': 'Post-Training',
  reasoning: 'Reasoning',
  'long-context': 'Langer Kontext',
  'diffusion-lm': 'Diffusions-Sprachmodelle',
  multilingual: 'Mehrsprachigkeit',
  agents: 'Agenten',
  'gui-agents': 'GUI-Agenten',
  code: 'Code',
  retrieval: 'Retrieval',
  evaluation: 'Evaluation',
  recommenders: 'Empfehlungssysteme',
  'reinforcement-learning': 'Bestärkendes Lernen',
  efficiency: 'Effizienz',
  theory: 'Theorie',
  'graphs-time-series': 'Graphen und Zeitreihen',
  interpretability: 'Interpretierbarkeit',
  'vision-language': 'Bild und Sprache',
  'image-generation': 'Bilderzeugung',
  'video-generation': 'Videoerzeugung',
  'video-understanding': 'Videoverstehen',
  '3d': '3D',
  recognition: 'Erkennung',
  'speech-audio': 'Sprache und Audio',
  robotics: 'Robotik',
  'world-models': 'Weltmodelle',
  safety: 'Sicherheit',
  science: 'Wissenschaft und Medizin',
  'evaluation.agents': 'Evaluation: Agenten',
  'robotics.driving': 'Robotik: Fahren',
  'science.medicine': 'Wissenschaft: Medizin',
  'science.nature': 'Wissenschaft: Naturwissenschaften',
  'science.research': 'Wissenschaft: KI als Forscher',
}

export const de: Words = {
  tag: 'de',
  date,
  weekday,
  aroundDate: (day) => [`${day}, `, ''],
  list,
  digest: {
    subject: (names, more) =>
      more > 0 ? `${names.join(', ')} und ${more} ${more === 1 ? 'weiteres' : 'weitere'}` : list(names),
    dated: (subject, on) => `${subject} (${on})`,
    preheader: (names) => `Außerdem: ${names}`,
    headline: (cadence, count) =>
      `${cadence === 'weekly' ? 'Die Woche' : 'Heute'} in ${count === 1 ? 'einem' : inWords(count)} Paper${count === 1 ? '' : 'n'}`,
    lede: (considered) => `Für Sie ausgewählt aus ${counted(considered, 'Paper', 'Papern')}.`,
    sample: (brand) => `Diese Paper sind erfunden. Dies ist ein Muster, das zeigt, was ${brand} verschickt.`,
    intro: (cadence) => [
      'Ab jetzt schicken wir Ihnen Paper wie diese, die besten zuerst.',
      `Sie kommen ${cadences[cadence]} zu der Uhrzeit, die Sie gewählt haben. Passt nichts, kommt keine Mail.`,
      'Themen, Stichwörter, Anzahl und Uhrzeit können Sie jederzeit ändern:',
    ],
    closing: (count) => (count === 1 ? 'Das war es schon.' : `Das waren alle ${inWords(count)}.`),
    why: (cadence, site) =>
      `Sie bekommen diese Mail ${cadences[cadence]}, weil Sie sie auf ${site} abonniert haben.`,
    whyOwn: ({ file }) =>
      `Ihr eigenes Paperboy hat dies für Sie zusammengestellt. Für andere Paper, oder um manche auszublenden, ${file ? `bearbeiten Sie ${file}` : 'ändern Sie die Optionen des Befehls'}.`,
    introOwn: [
      'Ab jetzt kommen Paper wie diese, die besten zuerst, und keines zweimal.',
      'Passt nichts, kommt keine Mail.',
    ],
    fullList: 'Zur ganzen Liste',
  },
  paper: {
    untitled: 'Ohne Titel',
    upvotes: (count) => counted(count, 'Stimme', 'Stimmen'),
    withUpvotes: (byline, upvotes) => `${byline} (${upvotes})`,
    andOthers: (names, others) => `${names} und ${number(others)} weitere`,
    topic: (slug) => topics[slug],
    read: 'Lesen',
    code: 'Code',
    project: 'Projekt',
    more: 'Mehr davon',
    less: 'Weniger',
    figure: 'Bild von der Seite des Papers',
  },
  reason: {
    topic: (name) => `Weil Sie dem Thema ${name} folgen`,
    keyword: (keyword) => `Passt zu Ihrem Stichwort „${keyword}“`,
    keywordMatched: (keyword, matched) => `Passt als „${matched}“ zu Ihrem Stichwort „${keyword}“`,
    likeness: (keyword) => `Thematisch nah an Ihrem Stichwort „${keyword}“`,
    author: (name) => `Weil Sie ${name} folgen`,
    organization: (name) => `Weil Sie ${name} folgen`,
    marked: (title) => `Weil Sie „${title}“ markiert haben`,
    seed: (title) => `Ähnlich wie „${title}“ von Ihrer Liste`,
    trending: 'Nach Stimmen und Datum gewählt',
    discovery: 'Viel beachtet, außerhalb Ihrer Themen',
    upvoted: 'Beliebter als neun von zehn gleich alten Papern',
  },
  note: {
    editor: 'In eigener Sache',
    sponsor: (sponsor) => `Anzeige: ${sponsor}`,
  },
  quiet: {
    subject: 'Diese Woche kein neues Paper für Sie',
    headline: 'Diese Woche passte nichts',
    looked: (considered, days) =>
      considered === 0
        ? `In den letzten ${days} Tagen wurden keine Paper gelistet.`
        : `Wir haben ${counted(considered, 'Paper', 'Paper')} der letzten ${days} Tage angesehen; ${considered === 1 ? 'es passte nicht' : 'keines passte'} zu Ihrer Auswahl.`,
    closest: 'Am nächsten kam',
    why: 'Diese Mail kommt höchstens einmal pro Woche, weil Sie sie in Ihren Einstellungen gewählt haben. Mehr Themen oder Stichwörter bringen mehr Paper.',
  },
  foot: {
    unsubscribe: 'Abbestellen',
    preferences: 'Einstellungen',
    why: 'Warum bekomme ich das?',
    how: 'Wie Paper ausgewählt werden',
    website: 'Website',
    sentBy: (brand) => `Verschickt von ${brand} auf`,
  },
  action: {
    copyAddress: 'Oder kopieren Sie diese Adresse in einen Browser:',
    confirm: (brand, schedule, { topics, typed }) => ({
      subject: `Bestätigen Sie Ihr Abonnement von ${brand}`,
      preheader: `Ein Klick, und die Paper kommen ${when(schedule)}.`,
      headline: 'Nur noch ein Klick',
      paragraphs: [
        `Jemand, hoffentlich Sie, möchte viel beachtete Forschungsarbeiten an diese Adresse bekommen, und zwar ${when(schedule)}.`,
        chosenText(topics, typed),
      ],
      button: 'Abonnement bestätigen',
      smallPrint: [
        'Der Link gilt drei Tage.',
        'Das waren nicht Sie? Dann tun Sie nichts: An eine Adresse, die nicht bestätigt wurde, geht keine Ausgabe.',
      ],
    }),
    manage: (brand) => ({
      subject: `Der Link zu Ihren Einstellungen bei ${brand}`,
      preheader: 'Themen, Stichwörter, wie viele Paper und wann, alles an einem Ort.',
      headline: 'Ihre Einstellungen',
      paragraphs: [
        'Hier ist der Link, um den Sie gebeten haben. Er führt zu Ihren Themen und Stichwörtern, dazu, wie viele Paper wann kommen, und zur Abmeldung.',
      ],
      button: 'Einstellungen öffnen',
      smallPrint: [
        'Wer diesen Link hat, kann Ihre Einstellungen ändern. Behalten Sie ihn für sich.',
        'Sie haben nicht darum gebeten? Jemand hat Ihre Adresse eingetippt, und nichts hat sich geändert.',
      ],
    }),
    export: (brand) => ({
      subject: `Ihre Daten bei ${brand}`,
      preheader: 'Adresse, Einwilligung, Einstellungen und jede Ausgabe, in einer Datei.',
      headline: 'Ihre Daten zum Mitnehmen',
      paragraphs: [
        'Sie wollten alles haben, was wir von Ihnen wissen: Ihre Adresse, Ihre Einwilligung, Ihre Einstellungen und jede Ausgabe mit ihren Papern, in einer Datei.',
      ],
      button: 'Daten herunterladen',
      smallPrint: [
        'Der Link gilt einen Tag. Wer ihn hat, kann Ihre Daten lesen. Behalten Sie ihn für sich.',
        'Sie haben nicht darum gebeten? Jemand hat einen Link zu Ihren Einstellungen, aber nicht Ihre Daten. Tun Sie nichts, dann bleibt es dabei.',
      ],
    }),
    erase: (brand) => ({
      subject: `Ihre Daten bei ${brand} löschen?`,
      preheader: 'Gelöscht wird erst, wenn Sie den Knopf hinter dem Link drücken.',
      headline: 'Alles über Sie löschen?',
      paragraphs: [
        'Sie wollen gelöscht werden. Der Link führt zu einem Knopf, und mit ihm sind Ihre Adresse, Ihre Einstellungen und alles, was Ihnen geschickt wurde, endgültig gelöscht.',
        'Wenn Sie nur weniger Mails wollen oder keine: Das geht in Ihren Einstellungen, und Ihre Auswahl bleibt erhalten.',
      ],
      button: 'Weiter zum Löschen',
      smallPrint: [
        'Der Link gilt einen Tag. Gelöscht wird erst, wenn Sie den Knopf dahinter drücken.',
        'Sie haben nicht darum gebeten? Tun Sie nichts, dann bleibt alles, wie es ist.',
      ],
    }),
    goodbye: (brand) => ({
      subject: `Sie haben ${brand} abbestellt`,
      preheader: 'Es kommen keine Paper mehr. War es ein Versehen, führt hier ein Weg zurück.',
      headline: 'Abbestellt',
      paragraphs: [
        'An diese Adresse kommen keine Paper mehr, und dies ist die letzte Mail. Ihre Themen bleiben gespeichert, falls Sie wiederkommen.',
        'Waren Sie das nicht, oder war es ein Versehen? Dieser Link stellt Ihr Abonnement wieder her, wie es war.',
      ],
      button: 'Wiederherstellen',
      smallPrint: [
        'Der Link gilt drei Tage. Danach können Sie auf der Website neu abonnieren.',
        'Wenn nicht nur die Mails aufhören sollen, sondern alles über Sie gelöscht werden soll: Das geht in Ihren Einstellungen.',
      ],
    }),
    restored: (brand) => ({
      subject: `Ihr ${brand}-Abonnement läuft weiter`,
      preheader:
        'Jemand hat die Abbestellung rückgängig gemacht. Waren Sie das nicht, können Sie hier erneut abbestellen.',
      headline: 'Ihr Abonnement läuft weiter',
      paragraphs: [
        'Sie hatten abbestellt, und innerhalb einer Stunde hat jemand das auf der Bestätigungsseite rückgängig gemacht. Es kommen wieder Paper, wie zuvor.',
        'Waren Sie das nicht? Mit diesem Knopf bestellen Sie erneut ab.',
      ],
      button: 'Abbestellen',
      smallPrint: ['Waren Sie es selbst, müssen Sie nichts tun.'],
    }),
  },
}

function chosenText(topics: string, typed: number): string {
  const words =
    typed === 1 ? 'das eine eingetippte Stichwort' : `die ${typed} eingetippten Stichwörter und Namen`
  if (topics) return typed > 0 ? `Die Themen: ${topics}; dazu ${words}.` : `Die Themen: ${topics}.`
  if (typed > 0) return `Es kommt, was zu Ihrer Auswahl passt: ${words}.`
  return 'Es wurde nichts ausgewählt. Sie bekommen also die Paper mit den meisten Stimmen aus allen Themen.'
}
