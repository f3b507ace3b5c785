import type { WhyNotWords } from '../why-not-words.ts'

export const whyNot: WhyNotWords = {
  heading: 'Why not this paper?',
  label: 'A paper',
  hint: 'Its arXiv number, its DOI, or a link to it.',
  button: 'Ask',
  notUnderstood: 'That is no arXiv number, no DOI and no link.',
  unknown: 'None of our sources has listed this paper so far.',
  listed: (places) => `Listed by ${places}.`,
  listing: (source, day) => `${source} on ${day}`,
  mailed: {
    submitted: (day) => `It was in your edition of ${day}, and the mail was handed over for delivery.`,
    uncertain: (day) =>
      `It was in your edition of ${day}. The connection broke before the mail was acknowledged, so it may not have arrived.`,
    queued: (day) => `It is in your edition of ${day}, which waits to be sent.`,
    sending: (day) => `It is in your edition of ${day}, which is being sent.`,
    deferred: (day) =>
      `It is in your edition of ${day}. The mail could not be sent yet and will be tried again.`,
  },
  failed: (day) => `It was picked for your edition of ${day}, and that mail was refused.`,
  notSent: (day, why) => `It was picked for your edition of ${day}, which was not sent: ${why}.`,
  skipped: (day, why) => `Your edition of ${day} was left out as a whole: ${why}.`,
  skipReasons: {
    'no match': 'no paper matched',
    suppressed: 'mail to your address is stopped',
    unsubscribed: 'you were not subscribed',
    stale: 'no source had a new list',
    cancelled: 'it was cancelled',
    'too late': 'it could not be sent in time',
    paused: 'you had paused',
  },
  mailedAs: (day, title) => `Before the edition of ${day} you had had the same work as “${title}”.`,
  muted: (what, day) => `You mute ${what}, so it was left out of your edition of ${day}.`,
  tooOld: (days, day) =>
    `Your edition of ${day} looked at papers of the ${days} days before it, and this one was listed earlier.`,
  noInterest: (day) => `Nothing that you follow matched it when your edition of ${day} was made.`,
  near: (interest, day) =>
    `It is near to ${interest}, which you follow, but not near enough for your edition of ${day}.`,
  pickedAs: (day, title) => `Your edition of ${day} had the same work as “${title}”.`,
  topicIsFull: (topic, day) =>
    `One topic takes at most half of an edition while others have papers, and ${topic} had its half on ${day}.`,
  outranked: (by, day) =>
    by === 1
      ? `One paper was ranked above it in your edition of ${day}, which had no more places.`
      : `${by} papers were ranked above it in your edition of ${day}, which had no more places.`,
  unexplained: (day) =>
    `It was not picked for your edition of ${day}. Your preferences or our ranking have changed since, so the reason can no longer be told.`,
  noCandidate: (day) => `It was not among the papers from which your edition of ${day} was picked.`,
  listedTooLong: (day) => `When your edition of ${day} was made, it had been listed too long ago.`,
  chosen: (day) => `Picked for the edition of ${day}:`,
  withdrawn: 'The paper says that it has been withdrawn, so it is not mailed.',
  noEdition: 'No edition has been made for you since it was listed.',
  next: (day) => `The next one is due on ${day}.`,
  paused: (until) => `You have paused until ${until}.`,
  pending: 'Your subscription is not confirmed yet.',
  unsubscribed: 'You are not subscribed.',
  suppressed: 'Mail to your address is stopped.',
}
