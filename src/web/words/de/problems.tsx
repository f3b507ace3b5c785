import { topicIn } from '../../../render/paper-view.ts'
import type { problems as shape } from '../en/problems.tsx'

export const problems: typeof shape = {
  fields: {
    'no address': () => 'Geben Sie Ihre E-Mail-Adresse ein.',
    'not an address': () => 'Geben Sie eine einzige Adresse ein, wie name@example.org.',
    'invisible characters': () => 'Die Adresse enthält unsichtbare Zeichen. Tippen Sie sie neu ein.',
    'accents before the @': () =>
      'Vor dem @ sind nur einfache Buchstaben möglich, ohne Umlaute und Akzente: a bis z.',
    'not a domain': () => 'Der Teil nach dem @ ist kein Domainname, wie example.org.',
    'address too long': () => 'Die Adresse ist zu lang.',
    'unknown topic': (slug) => `Es gibt kein Thema „${slug}“.`,
    'keyword too long': (most) => `Ein Stichwort kann höchstens ${most} Zeichen haben.`,
    'too many keywords': (most) => `Es können höchstens ${most} Stichwörter sein.`,
    'name too long': (most) => `Ein Name kann höchstens ${most} Zeichen haben.`,
    'too many names': (most) => `Es können höchstens ${most} sein.`,
    'not yes or no': () => 'Wählen Sie Ja oder Nein.',
    'unknown cadence': () => 'Wählen Sie täglich, werktags oder wöchentlich.',
    'unknown language': () => 'Wählen Sie en, de oder zh.',
    'not an hour': () => 'Wählen Sie eine Stunde von 0 bis 23.',
    'not a number of papers': (most) => `Wählen Sie 1 bis ${most} Paper.`,
    'not a day': () => 'Geben Sie einen Tag ein, wie 2026-05-31.',
    'unknown time zone': (name) => `Es gibt keine Zeitzone „${name}“. Wählen Sie eine wie Europe/Berlin.`,
    'chosen and muted': (slug) =>
      `${topicIn('de', slug)} kann nicht zugleich gewählt und stummgeschaltet sein.`,
    'not valid': () => 'Das ist nicht gültig.',
  },
  notFound: {
    title: 'Nicht in dieser Ausgabe',
    text: 'Unter dieser Adresse gibt es keine Seite. Vielleicht ist sie vertippt oder unterwegs gekürzt worden.',
  },
  wrongMethod: {
    title: 'So funktioniert diese Seite nicht',
    text: 'Die Seite gibt es, aber nicht auf diesem Weg. Folgen Sie einem Link oder einem Formular zu ihr.',
  },
  tooLarge: {
    title: 'Das passt nicht durch den Briefschlitz',
    text: 'Es wurde weit mehr gesendet, als ein Formular hier fassen kann. Nichts davon wurde behalten. Gehen Sie zurück und senden Sie weniger.',
  },
  tooMany: {
    title: 'Zu viele Anfragen',
    text: (minutes) =>
      `Es gab zu viele solche Anfragen aus Ihrem Netz oder zu derselben Adresse. Die letzte hat nichts geändert. Versuchen Sie es in ${minutes === 1 ? 'einer Minute' : `${minutes} Minuten`} noch einmal.`,
  },
  crossSite: {
    title: 'Von einer anderen Website gesendet',
    text: 'Dieses Formular kam von der Seite einer anderen Website, darum wurde nichts geändert. Wenn Sie es so wollten, füllen Sie das Formular hier aus.',
  },
  failure: {
    title: 'Etwas ist schiefgegangen',
    text: 'Der Fehler liegt bei uns, und Ihre Anfrage wurde vielleicht nicht ausgeführt. Bitte versuchen Sie es noch einmal.',
    tellNumber: 'Wenn es wieder geschieht, nennen Sie dem Betreiber diese Nummer:',
  },
  brokenLink: {
    title: 'Dieser Link ist unvollständig',
    text: 'Mailprogramme zerschneiden lange Links manchmal. Kopieren Sie den ganzen Link aus der Mail und öffnen Sie ihn noch einmal.',
  },
  expiredLink: {
    title: 'Dieser Link ist abgelaufen',
    older: 'Dieser ist älter. Es wurde nichts geändert.',
    askForNew: 'Einen neuen können Sie auf Ihrer Einstellungsseite anfordern.',
    lifetimes: {
      confirm: 'Links zum Bestätigen gelten drei Tage.',
      undo: 'Was gerade getan wurde, kann eine Stunde lang rückgängig gemacht werden.',
      export: 'Links zu den eigenen Daten gelten einen Tag.',
      erase: 'Links zum Löschen gelten einen Tag.',
    },
  },
  goneLink: {
    title: 'Dieser Link führt nirgends mehr hin',
    text: 'Wofür er gemacht war, ist vorbei. Es wurde nichts geändert.',
  },
  startAgain: (form) => <>Für einen neuen {form('füllen Sie das Formular noch einmal aus')}.</>,
}
