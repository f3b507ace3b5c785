import type { leaving as shape } from '../en/leaving.tsx'

export const leaving: typeof shape = {
  unsubscribe: {
    title: 'Die Paper abbestellen?',
    lede: 'Ein Klick, und es kommt nichts mehr, auch nichts, was schon zum Versand bereitliegt.',
    why: 'Verraten Sie uns, warum?',
    optional: 'freiwillig',
    button: 'Abbestellen',
    orLess: 'Oder weniger bekommen',
    weekly: 'Nur einmal in der Woche',
    pause: 'Einen Monat pausieren',
    noMore: (topic) => `Nichts mehr zu ${topic}`,
    goodbye: 'Auf Wiedersehen',
    done: 'Sie haben abbestellt',
    doneText: 'Es wird Ihnen nichts mehr geschickt. Danke, dass Sie gelesen haben.',
    mistake: 'Das war ein Versehen, rückgängig machen',
    waysBack: (subscribe, papers) => (
      <>
        Sie können jederzeit {subscribe('wieder abonnieren')} oder hier die {papers('neuesten Paper')} lesen.
      </>
    ),
    asYouLike: 'Wie Sie möchten',
    undo: 'Rückgängig machen',
    undone: 'Rückgängig gemacht',
    askUndo: 'Doch wieder abonnieren?',
    askUndoText: 'Ein Klick stellt alles so wieder her, wie es vor dem Abbestellen war.',
    nothingToUndo: 'Es gibt nichts mehr rückgängig zu machen.',
    nowComing: (schedule) => `Von nun an kommen Ihre Paper ${schedule}.`,
    nowPaused: (until, schedule) => `Bis ${until} kommt nichts. Danach kommen Ihre Paper ${schedule}.`,
    droppedTopic: (topic) => `Zum Thema ${topic} kommen keine Paper mehr. Alles andere bleibt, wie es ist.`,
    comingAgain: (schedule) => `Ihre Paper kommen ${schedule}.`,
    confirmAgain: 'Der Link in der Mail, die Sie um Bestätigung bittet, gilt wieder.',
  },
  ownData: {
    title: 'Ihre Daten',
    hint: 'Jeder Knopf schickt einen Link an Ihre Adresse, höchstens einmal am Tag. Erst wenn Sie ihn öffnen, geschieht etwas.',
    manage: 'Neuen Link zu dieser Seite schicken',
    export: 'Meine Daten exportieren',
    erase: 'Mich löschen',
    checkInbox: 'Sehen Sie in Ihr Postfach',
    mailed: 'In einer Minute ist eine Nachricht mit einem Link da. Bisher hat sich nichts geändert.',
    sameToday: 'Wenn Sie heute schon dasselbe angefordert haben, ist es die Nachricht, die Sie schon haben.',
    spam: 'Nichts angekommen? Sehen Sie auch im Spam-Ordner nach.',
    allWeKnow: 'Alles, was wir von Ihnen wissen',
    oneFile:
      'Eine Datei in JSON: Ihre Adresse, Ihre Einwilligung, Ihre Einstellungen und jede Ausgabe mit ihren Papern.',
    download: 'Meine Daten herunterladen',
    exportNote: 'Der Link gilt einen Tag. Er ändert nichts.',
    eraseTitle: 'Alles über Sie löschen?',
    eraseText:
      'Ihre Adresse, Ihre Einstellungen und alles, was Ihnen geschickt wurde, werden sofort und endgültig gelöscht. Wir schicken nichts mehr, auch nichts, was schon bereitliegt.',
    whatStays:
      'Es bleibt ein Fingerabdruck, gebildet mit einem geheimen Schlüssel. An ihm erkennen wir Ihre Adresse, wenn jemand sie wieder auf eine Liste setzt, und lassen sie aus. Sie selbst können jederzeit neu abonnieren.',
    eraseNote: 'Sie haben nicht darum gebeten? Schließen Sie die Seite, dann wird nichts gelöscht.',
    goodbye: 'Auf Wiedersehen',
    erased: 'Sie sind gelöscht',
    erasedText: 'Ihre Adresse und alles, was dazugehörte, sind gelöscht. Danke, dass Sie gelesen haben.',
  },
  why: {
    title: 'Warum bekomme ich das?',
    listed: (when) =>
      `Wer diesen Dienst betreibt, hat Ihre Adresse am ${when} auf die Liste gesetzt und gibt an, dass Sie zugestimmt haben. Das können Sie jederzeit zurücknehmen.`,
    confirmed: (when) =>
      `Am ${when} hat jemand den Link geöffnet, den wir an diese Adresse geschickt hatten, und mit dem Knopf das Abonnement begonnen.`,
    itSaid: 'Dort stand:',
    typed: (when) =>
      `Am ${when} hat jemand diese Adresse in unser Formular eingetippt, und sie wurde nicht bestätigt. Wir schicken dann nur die eine Mail, die um Bestätigung bittet. Waren Sie es nicht, müssen Sie nichts tun.`,
    allEditions: 'Alle Ihre Ausgaben',
    change: 'Ändern, was ich bekomme',
  },
}
