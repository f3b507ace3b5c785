import type { profile as shape } from '../en/profile.ts'
import { forms } from './forms.ts'

const { counted } = forms

export const profile: typeof shape = {
  title: 'Was wir über Ihre Interessen annehmen',
  lede: 'All das kommt aus dem, was Sie gewählt, angegeben und markiert haben. Was nicht gedrückt wurde, ist nicht bekannt: Niemand zählt, was Sie öffnen oder anklicken.',
  stated: 'Was Sie gewählt haben',
  statedFirst: 'Das geht vor: Was dazu passt, passt immer.',
  noneStated:
    'Sie haben keine Themen, Stichwörter oder Personen gewählt. Deshalb kommt, was gerade gefragt ist.',
  muted: 'Was nie kommt',
  lists: {
    topics: 'Themen',
    keywords: 'Stichwörter',
    authors: 'Personen',
    organizations: 'Organisationen',
    mutedTopics: 'Stumme Themen',
    mutedKeywords: 'Stumme Wörter',
    mutedAuthors: 'Stumme Personen und Organisationen',
  },
  remove: 'Entfernen',
  changeAll: 'Alles ändern, was Sie gewählt haben',
  learned: 'Was aus Ihren Markierungen und Papern gelernt wurde',
  learningIsOff: 'Das Lernen ist aus: Ihre Markierungen werden aufbewahrt und ändern nichts.',
  noneLearned:
    'Bisher nichts. Markieren Sie ein Paper mit „mehr davon“ oder „weniger davon“, dann steht es hier.',
  belief: (papers, percent) =>
    `${counted(papers, 'Paper zählt', 'Paper zählen')}. Was sich daraus ergibt, gilt zu ${percent} %: Eine Markierung sagt wenig, zehn sagen viel.`,
  bars: (most, typed) =>
    `Die Balken zeigen, um wie viele von 100 Punkten sich die Relevanz von Papern verschiebt, die eines Ihrer Themen haben oder kommen, weil sie gefragt sind: nach rechts hinauf, nach links hinunter. Bei so vielen Markierungen wie Ihren sind es höchstens ${most}, und ${typed} bei dem, was zu einem Stichwort oder Namen passt. Was Ihren Markierungen ähnlich genug ist, kommt auch von selbst.`,
  words: 'Wörter: ein Paper nur darüber',
  topics: 'Themen: der Mittelwert der heutigen Paper',
  leaveOut: 'Auslassen',
  leftOut: 'Ausgelassen: Über diese Wörter sagen Ihre Markierungen nichts',
  countAgain: 'Wieder zählen',
  follow: 'Folgen',
  mute: 'Stummschalten',
  allMarks: 'Alles, was Sie markiert haben, und der Schalter für das Lernen',
  effects: {
    title: 'Was jede Markierung geändert hat',
    lede: 'Ihre neuesten Markierungen im Vergleich dazu, was ohne sie wäre: um wie viele Punkte sich ihre Wörter verschieben, und die Plätze in der heutigen Reihenfolge. Nur die ersten zwanzig Plätze zählen.',
    words: 'Seine Wörter:',
    nothing: 'Heute ändert sie keinen der ersten zwanzig Plätze.',
    moved: (before, after) =>
      before === null
        ? `neu auf Platz ${after}:`
        : after === null
          ? `war auf Platz ${before}, ist nicht mehr unter den ersten:`
          : `Platz ${before} → ${after}:`,
    newest: (shown) => `Gezeigt werden die neuesten ${shown}.`,
  },
  changes: {
    changed: 'Geändert.',
    leftOut: 'Ausgelassen. Ihre Markierungen sagen über diese Wörter nichts mehr.',
    countsAgain: 'Diese Wörter zählen wieder.',
  },
  how: 'Wie Paper ausgewählt werden',
  editions: {
    title: 'Ihre Ausgaben',
    lede: 'Was Ihnen geschickt wurde, und warum. Ein Druck markiert ein Paper.',
    older: 'Ältere Ausgaben',
    none: 'Ihnen wurde noch nichts geschickt.',
  },
  feed: {
    title: (brand) => `${brand}: Ihre Paper`,
    description: 'Die Paper, die Ihnen geschickt wurden, die neuesten zuerst.',
    pageTitle: 'Ihre Paper im Feedreader',
    lede: 'Die Paper Ihrer Mails können auch in Ihren Feedreader kommen. Die Adressen gehören Ihnen allein: Wer eine kennt, kann mitlesen.',
    make: 'Adressen anlegen',
    renew: 'Neue Adressen anlegen',
    renewHint: 'Neue Adressen beenden die alten sofort, etwa wenn eine bekannt geworden ist.',
    end: 'Feeds abschalten',
    made: 'Hier sind die Adressen. Frühere gelten nicht mehr.',
    ended: 'Die Feeds sind aus. Ihre Adressen gelten nicht mehr.',
    whatIsIn:
      'In ihnen stehen die Paper Ihrer letzten Mails, etwa dreißig, jedes mit dem Grund, warum es ausgewählt wurde.',
    whoReads:
      'Eine Adresse öffnet nichts sonst: weder Ihre Einstellungen noch Ihre Daten. Wie oft sie gelesen wird, wird nicht aufbewahrt.',
    whilePaused:
      'Solange Ihre Mails pausieren, bleiben die Feeds, wie sie sind. Sie enden, wenn Sie abbestellen oder gelöscht werden.',
    back: 'Ihre Einstellungen',
  },
}
