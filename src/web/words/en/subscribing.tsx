import type { ReactNode } from 'react'
import type { Cadence } from '../../../store/schema.ts'
import type { Linked } from '../linked.ts'
import { forms } from './forms.ts'

const { counted, list, alternatives, hour } = forms
const papers = (amount: number) => counted(amount, 'paper', 'papers')
const cadences: Record<Cadence, string> = {
  daily: 'every day',
  weekdays: 'every weekday',
  weekly: 'every Monday',
}
const needLook = (fields: number) =>
  fields === 1 ? 'One field needs another look.' : `${forms.number(fields)} fields need another look.`

/** Pages to subscribe, and to change what comes. */
export const subscribing = {
  /** "every day at 07:00 (America/New York)" */
  schedule: (cadence: Cadence, at: number, timeZone: string) =>
    `${cadences[cadence]} at ${hour(at)} (${timeZone})`,
  quoted: (text: string) => `“${text}”`,
  /** "up to 8 papers about Robotics and “protein folding”, or by Ada Lovelace" */
  choice: (amount: number, subjects: readonly string[], makers: readonly string[]) => {
    const what = [
      ...(subjects.length > 0 ? [`about ${list(subjects)}`] : []),
      ...(makers.length > 0 ? [`by ${alternatives(makers)}`] : []),
    ]
    const wanted = what.length > 0 ? what.join(', or ') : 'from all topics, whatever is trending'
    return `${amount === 1 ? 'the top paper' : `up to ${amount} papers`} ${wanted}`
  },
  /** What follows after `choice`. */
  nothing: (subjects: readonly string[], makers: readonly string[]) => {
    const parts = [
      ...(subjects.length > 0 ? [`about ${alternatives(subjects)}`] : []),
      ...(makers.length > 0 ? [`by ${alternatives(makers)}`] : []),
    ]
    return `; nothing ${parts.join(', or ')}`
  },
  coupon: {
    title: 'Get trending papers in your inbox',
    onTopics: (topics: readonly string[]) => `${list(topics)}, in your inbox`,
    promise: 'A daily email with the papers on your topics.',
  },
  form: {
    email: 'Email address',
    subscribe: 'Subscribe',
    note: 'First we mail you a link. Nothing else is sent until you confirm.',
    topics: 'Topics',
    topicsHint: 'none: whatever trends',
    moreTopics: (amount: number) => `${amount} more topics`,
    trap: 'Leave this empty',
    needsScript: 'This form needs JavaScript, to keep programs from filling it in.',
  },
  page: {
    kicker: 'Subscribe',
    description: 'A newsletter of trending research papers that match your topics, at your hour.',
    lede: 'The papers that match your topics, at your hour. When nothing matches, nothing comes.',
    wrong: (fields: number) => `${needLook(fields)} Nothing was sent yet.`,
    quick:
      'That was quicker than people usually are, so nothing was sent yet. Please press the button again.',
    unproven:
      'Your browser has to do a little sum first, to keep programs away. Nothing was sent yet: please press the button again.',
  },
  checkInbox: {
    kicker: 'Almost there',
    title: 'Check your inbox',
    lede: (brand: string) =>
      `If the address can get our mail, a message from ${brand} will be there in a minute. Open its link and press the button, and your papers come.`,
    openInbox: 'Open the built-in inbox',
    spam: 'Nothing there? Look in the spam folder, too.',
    threeDays: 'The link works for three days.',
    once: 'To keep strangers from filling your inbox, we send one such message a day at most.',
  },
  confirm: {
    kicker: 'One last step',
    title: 'Shall we bring you the papers?',
    button: 'Yes, start my subscription',
    notYou: 'You did not ask for this? Close the page, and nothing will be sent.',
    welcome: 'Welcome',
    subscribed: 'You’re subscribed',
    coming: 'The latest edition is on its way to you right now. From then on:',
    notComing: 'No paper of the last days matches, so your first edition comes with the next one that does:',
    makeItYours: 'Make it yours',
    canWait: 'All of this can wait: at the foot of every mail are links to change it, or to leave.',
    save: 'Save',
    allSet: 'All set',
    already: 'You’re already subscribed',
    nothingLeft:
      'There is nothing left to do. At the foot of every mail are links to change this, or to leave.',
    to: 'To',
    when: 'When',
    what: 'What',
  },
  preferences: {
    title: 'Your preferences',
    wrong: (fields: number) => `${needLook(fields)} Nothing was changed.`,
    save: 'Save changes',
    preview: 'Preview without saving',
    foot: (why: Linked, leave: Linked, feed: Linked, profile: Linked) => (
      <>
        {profile('What we think you want')}. {why('Why you get these mails')}.{' '}
        {feed('Your papers in a feed reader')}. No longer interested?{' '}
        {leave('Pause, get fewer, or unsubscribe')}.
      </>
    ),
    saved: (schedule: string) => `Saved. Your papers come ${schedule}.`,
    savedPaused: (until: string, schedule: string) =>
      `Saved. Nothing comes until ${until}; from then on, your papers come ${schedule}.`,
    rule: 'On a day when no new paper matches your choice, no mail is sent.',
    noMatch: (day: string) =>
      `On ${day} no new paper matched your choice, so no mail was sent. More topics or keywords bring more papers.`,
    lastEdition: (day: string, amount: number) =>
      `Your last edition went out on ${day} with ${papers(amount)}.`,
    notBegun: 'Your subscription has not begun',
    notBegunText:
      'It begins with the button behind the link in the mail that asks you to confirm. Until then nothing is sent to you, and there is nothing to change.',
    askAgain: 'Ask for a new link',
    notRunning: 'Your subscription is not running',
    notRunningText:
      'There is nothing to change, because nothing is sent to you. You can subscribe anew whenever you like.',
    subscribe: 'Subscribe',
  },
  fields: {
    topics: 'Topics',
    topicsHint: 'choose none to get whatever trends',
    numbers: 'The numbers are last week’s papers.',
    lastWeek: (amount: number) => `${papers(amount)} last week`,
    keywords: 'Your own keywords',
    optional: 'optional',
    keywordsExample: 'speculative decoding, protein folding',
    keywordsHint: (most: number) => `With commas between, up to ${most}.`,
    cadence: 'How often',
    cadences: { daily: 'Every day', weekdays: 'Weekdays', weekly: 'Mondays' } satisfies Record<
      Cadence,
      string
    >,
    hour: 'Hour',
    timeZone: 'Time zone',
    maxPapers: 'Papers, up to',
    language: 'Mails in',
    followPeople: 'Follow people',
    authors: 'Authors',
    organizations: 'Organisations',
    followHint: 'With commas between. Whatever they publish comes first, spelt with or without accents.',
    mute: 'Mute',
    mutedTopics: 'Never from these topics',
    mutedKeywords: 'Never with these words',
    mutedKeywordsExample: 'benchmark, survey',
    mutedAuthors: 'Never by these people or organisations',
    discovery: 'Keep the last place for what is popular outside my topics',
    quietMail: 'Send me a line when nothing matched for a week',
    learning: 'Let the papers that I mark change what comes',
    pausedUntil: 'Pause until',
    noPause: 'empty means no pause',
    inThirtyDays: (amount: number) => (amount === 0 ? 'none in 30 days' : `${papers(amount)} in 30 days`),
    noneButClose: 'none in 30 days; close:',
  },
  today: {
    title: 'What you would get today',
    paused: (until: string) => `Nothing, because you pause until ${until}. Without the pause:`,
    none: 'No paper that you have not had yet matches, so no mail would come. More topics or keywords bring more papers.',
  },
  mute: {
    title: 'Less like this',
    question: (paper: ReactNode) => <>What about {paper} should not come again?</>,
    topics: 'Nothing about',
    keywords: 'Nothing with these words',
    otherWords: 'Or other words',
    commas: 'with commas between',
    authors: 'Nothing by',
    button: 'Mute',
    once: 'This very paper comes only once in any case.',
    chooseOne: 'Choose at least one.',
    noted: 'Noted',
    muted: 'You will get no more papers about, or by:',
    seeAll: 'See all my preferences',
    unmute: 'You can unmute there whatever you have muted.',
  },
}
