import type { WhyNotWords } from '../why-not-words.ts'

export const whyNot: WhyNotWords = {
  heading: 'Warum dieses Paper nicht?',
  label: 'Ein Paper',
  hint: 'Die arXiv-Nummer, die DOI oder ein Link.',
  button: 'Fragen',
  notUnderstood: 'Das ist keine arXiv-Nummer, keine DOI und kein Link.',
  unknown: 'Keine unserer Quellen hat dieses Paper bisher aufgeführt.',
  listed: (places) => `Aufgeführt von ${places}.`,
  listing: (source, day) => `${source} am ${day}`,
  mailed: {
    submitted: (day) => `Es war in Ihrer Ausgabe vom ${day}, und die Mail wurde zur Zustellung übergeben.`,
    uncertain: (day) =>
      `Es war in Ihrer Ausgabe vom ${day}. Die Verbindung brach ab, bevor die Mail bestätigt war; vielleicht kam sie nicht an.`,
    queued: (day) => `Es ist in Ihrer Ausgabe vom ${day}, die auf den Versand wartet.`,
    sending: (day) => `Es ist in Ihrer Ausgabe vom ${day}, die gerade gesendet wird.`,
    deferred: (day) =>
      `Es ist in Ihrer Ausgabe vom ${day}. Die Mail konnte noch nicht gesendet werden, ein weiterer Versuch folgt.`,
  },
  failed: (day) => `Es wurde für Ihre Ausgabe vom ${day} ausgewählt, und diese Mail wurde abgewiesen.`,
  notSent: (day, why) => `Es wurde für Ihre Ausgabe vom ${day} ausgewählt, die nicht gesendet wurde: ${why}.`,
  skipped: (day, why) => `Ihre Ausgabe vom ${day} fiel ganz aus: ${why}.`,
  skipReasons: {
    'no match': 'kein Paper passte',
    suppressed: 'Mails an Ihre Adresse sind gestoppt',
    unsubscribed: 'Sie waren nicht angemeldet',
    stale: 'keine Quelle hatte eine neue Liste',
    cancelled: 'sie wurde abgebrochen',
    'too late': 'sie konnte nicht rechtzeitig gesendet werden',
    paused: 'Sie hatten pausiert',
  },
  mailedAs: (day, title) => `Vor der Ausgabe vom ${day} hatten Sie dieselbe Arbeit schon als „${title}“.`,
  muted: (what, day) => `Sie haben ${what} stummgeschaltet, darum fehlt es in Ihrer Ausgabe vom ${day}.`,
  tooOld: (days, day) =>
    `Ihre Ausgabe vom ${day} berücksichtigte die ${days} Tage davor, und dieses Paper wurde früher aufgeführt.`,
  noInterest: (day) => `Nichts, dem Sie folgen, passte dazu, als Ihre Ausgabe vom ${day} entstand.`,
  near: (interest, day) =>
    `Es liegt nahe bei ${interest}, aber nicht nahe genug für Ihre Ausgabe vom ${day}.`,
  pickedAs: (day, title) => `Ihre Ausgabe vom ${day} enthielt dieselbe Arbeit als „${title}“.`,
  topicIsFull: (topic, day) =>
    `Ein Thema bekommt höchstens die Hälfte einer Ausgabe, solange andere Themen Paper haben, und ${topic} hatte am ${day} seine Hälfte.`,
  outranked: (by, day) =>
    by === 1
      ? `Ein Paper stand in Ihrer Ausgabe vom ${day} davor, und mehr Plätze gab es nicht.`
      : `${by} Paper standen in Ihrer Ausgabe vom ${day} davor, und mehr Plätze gab es nicht.`,
  unexplained: (day) =>
    `Es wurde für Ihre Ausgabe vom ${day} nicht ausgewählt. Ihre Einstellungen oder unsere Rangfolge haben sich seither geändert, darum lässt sich der Grund nicht mehr nennen.`,
  noCandidate: (day) => `Es war nicht unter den Papern, aus denen Ihre Ausgabe vom ${day} ausgewählt wurde.`,
  listedTooLong: (day) =>
    `Als Ihre Ausgabe vom ${day} entstand, war es schon vor zu langer Zeit aufgeführt worden.`,
  chosen: (day) => `Ausgewählt für die Ausgabe vom ${day}:`,
  withdrawn: 'Das Paper wurde nach eigener Angabe zurückgezogen, darum wird es nicht verschickt.',
  noEdition: 'Seit es aufgeführt wurde, entstand keine Ausgabe für Sie.',
  next: (day) => `Die nächste ist am ${day} fällig.`,
  paused: (until) => `Sie haben bis ${until} pausiert.`,
  pending: 'Ihr Abonnement ist noch nicht bestätigt.',
  unsubscribed: 'Sie sind nicht angemeldet.',
  suppressed: 'Mails an Ihre Adresse sind gestoppt.',
}
