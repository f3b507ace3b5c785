import type { marks as shape } from '../en/marks.tsx'
import { forms } from './forms.ts'

const { counted } = forms

export const marks: typeof shape = {
  names: {
    more: 'Mehr davon',
    less: 'Weniger davon',
    hide: 'Interessiert mich nicht',
    save: 'Merken',
  },
  effects: {
    more: 'Ähnliche Paper kommen öfter, auch wenn sie zu keinem Ihrer Themen und Stichwörter passen.',
    less: 'Ähnliche Paper stehen weiter hinten in Ihrer Mail und kommen seltener.',
    hide: 'Zählt halb so viel wie „weniger davon“.',
    save: 'Setzt es auf Ihre Liste, zum Lesen oder Zitieren. Es ändert nichts daran, was kommt.',
  },
  about: (paper) => <>Zu {paper}</>,
  because: 'Was als ähnlich gilt, nach seinen Themen und eigenen Wörtern:',
  ownWords: 'seine Wörter',
  muteInstead: 'Oder ein Thema, Wörter oder Personen dauerhaft stummschalten',
  marked: (name, on) => `Am ${on} markiert: „${name}“.`,
  takeBack: 'Zurücknehmen',
  all: 'Alles, was ich markiert habe',
  buttons: 'Dieses Paper markieren',
  profile: 'Was wir über Ihre Interessen annehmen',
  noted: 'Ist notiert',
  unchanged: 'Es ist schon so markiert. Es wurde nichts geändert.',
  counts: {
    more: 'Ab Ihrer nächsten Mail kommen ähnliche Paper öfter. Einzelne Markierungen ändern wenig, zehn ändern viel.',
    less: 'Ab Ihrer nächsten Mail kommen ähnliche Paper später und seltener. Was zu Ihren Themen und Stichwörtern passt, passt weiterhin.',
    hide: 'Ab Ihrer nächsten Mail kommen ähnliche Paper etwas später. Was zu Ihren Themen und Stichwörtern passt, passt weiterhin.',
    save: 'Es steht auf Ihrer Liste.',
  },
  chooseOne: 'Drücken Sie einen der Knöpfe. Es wurde nichts geändert.',
  isOff: 'Das Lernen ist aus: Die Markierung wird aufbewahrt und ändert nichts daran, was kommt.',
  list: {
    title: 'Was Sie markiert haben',
    lede: (opinions) =>
      opinions === 0
        ? 'Sie haben noch kein Paper markiert. Bei jedem Paper in Ihren Mails steht ein Link dafür.'
        : `Sie haben ${counted(opinions, 'Paper', 'Paper')} markiert. Nur daraus wird gelernt: Was Sie öffnen oder anklicken, ist nicht bekannt.`,
    on: 'Das Lernen ist an: Was Sie markiert haben, ändert, was kommt.',
    off: 'Das Lernen ist aus: Was Sie markiert haben, wird aufbewahrt und ändert nichts.',
    turnOn: 'Lernen einschalten',
    turnOff: 'Lernen ausschalten',
    opinions: 'Mehr oder weniger davon',
    saved: 'Gemerkte Paper',
    noneSaved: 'Noch nichts gemerkt.',
    gone: 'Dieses Paper ist nicht mehr gespeichert, und die Markierung zählt nicht mehr.',
    newest: (shown) => `Gezeigt werden die neuesten ${shown}.`,
    reset: 'Alle zurücknehmen',
    resetHint: 'Gemerkte Paper bleiben.',
    wasReset: 'Es ist nichts mehr mit „mehr“, „weniger“ oder „interessiert mich nicht“ markiert.',
    takenBack: 'Zurückgenommen.',
    turnedOn: 'Das Lernen ist wieder an.',
    turnedOff: 'Das Lernen ist aus. Nichts wurde vergessen.',
  },
}
