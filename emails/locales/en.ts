import { clockHour, formsOf } from './forms.ts'
import type { Cadence, Schedule, Words } from './locale.ts'

const { counted, number, list, date, weekday } = formsOf('en-GB')
const papers = (count: number) => counted(count, 'paper', 'papers')

const smallNumbers = 'no one two three four five six seven eight nine ten eleven twelve'.split(' ')
const inWords = (count: number) => smallNumbers[count] ?? String(count)

const cadences: Record<Cadence, string> = {
  daily: 'every day',
  weekdays: 'every weekday',
  weekly: 'every Monday',
}
const when = ({ cadence, hour, timeZone }: Schedule) =>
  `${cadences[cadence]} at ${clockHour(hour)} (${timeZone.replaceAll('_', ' ')})`

export const en: Words = {
  tag: 'en',
  date,
  weekday,
  aroundDate: (day) => [`${day}, `, ''],
  list,
  digest: {
    subject: (names, more) => (more > 0 ? `${names.join(', ')} and ${more} more` : list(names)),
    dated: (subject, on) => `${subject} (${on})`,
    preheader: (names) => `Also: ${names}`,
    headline: (cadence, count) =>
      `${cadence === 'weekly' ? 'The week' : 'Today'} in ${inWords(count)} ${count === 1 ? 'paper' : 'papers'}`,
    lede: (considered) => `Picked for you from ${papers(considered)}.`,
    sample: (brand) => `These papers are made up. This is a sample, to show what ${brand} sends.`,
    intro: (cadence) => [
      'From now on we send you papers like these, the best first.',
      `They come ${cadences[cadence]} at the hour you chose. If nothing matches, no mail comes.`,
      'Topics, keywords, number and hour are yours to change:',
    ],
    closing: (count) => (count === 1 ? 'That’s the one.' : `That’s all ${inWords(count)}.`),
    why: (cadence, site) => `You get this mail ${cadences[cadence]} because you subscribed at ${site}.`,
    whyOwn: ({ file }) =>
      `Your own Paperboy made this for you. To get other papers, or to mute some, ${file ? `edit ${file}` : 'change the options of the command'}.`,
    introOwn: [
      'From now on papers like these come, the best first, and none of them twice.',
      'If nothing matches, no mail comes.',
    ],
    fullList: 'See the full list',
  },
  paper: {
    untitled: 'Untitled',
    upvotes: (count) => counted(count, 'upvote', 'upvotes'),
    withUpvotes: (byline, upvotes) => `${byline} (${upvotes})`,
    andOthers: (names, others) => `${names} and ${number(others)} others`,
    topic: () => undefined,
    read: 'Read',
    code: 'Code',
    project: 'Project',
    more: 'More like this',
    less: 'Less',
    figure: 'Picture from the paper’s page',
  },
  reason: {
    topic: (name) => `Because you follow ${name}`,
    keyword: (keyword) => `Matches your keyword “${keyword}”`,
    keywordMatched: (keyword, matched) => `Matches your keyword “${keyword}” as “${matched}”`,
    likeness: (keyword) => `Close to your keyword “${keyword}”`,
    author: (name) => `Because you follow ${name}`,
    organization: (name) => `Because you follow ${name}`,
    marked: (title) => `Because you marked “${title}”`,
    seed: (title) => `Like “${title}” from your list of papers`,
    trending: 'Chosen by votes and date',
    discovery: 'Popular outside your topics',
    upvoted: 'More upvotes than nine in ten papers its age',
  },
  note: {
    editor: 'Editor’s note',
    sponsor: (sponsor) => `Advertisement: ${sponsor}`,
  },
  quiet: {
    subject: 'No new paper for you this week',
    headline: 'Nothing matched this week',
    looked: (considered, days) =>
      considered === 0
        ? `No papers were listed in the last ${days} days.`
        : `We looked at ${papers(considered)} of the last ${days} days, and ${considered === 1 ? 'it did not match' : 'none matched'} what you chose.`,
    closest: 'The closest was',
    why: 'This line comes at most once a week, because you asked for it in your preferences. More topics or keywords bring more papers.',
  },
  foot: {
    unsubscribe: 'Unsubscribe',
    preferences: 'Preferences',
    why: 'Why you got this',
    how: 'How papers are chosen',
    website: 'Website',
    sentBy: (brand) => `Sent by ${brand} at`,
  },
  action: {
    copyAddress: 'Or copy this address into a browser:',
    confirm: (brand, schedule, { topics, typed }) => ({
      subject: `Confirm your subscription to ${brand}`,
      preheader: `One click, and the papers come ${when(schedule)}.`,
      headline: 'One click to go',
      paragraphs: [
        `Someone, hopefully you, asked for trending research papers to come to this address ${when(schedule)}.`,
        chosenText(topics, typed),
      ],
      button: 'Confirm my subscription',
      smallPrint: [
        'The link works for three days.',
        'Not you? Then do nothing: no digest is sent to an address that was not confirmed.',
      ],
    }),
    manage: (brand) => ({
      subject: `Your link to your ${brand} preferences`,
      preheader: 'Topics, keywords, how many papers and when, all in one place.',
      headline: 'Your preferences',
      paragraphs: [
        'Here is the link you asked for. It leads to your topics and keywords, how many papers come and when, and the way out.',
      ],
      button: 'Open my preferences',
      smallPrint: [
        'Whoever has this link can change your preferences, so keep it to yourself.',
        'You did not ask for it? Somebody typed your address, and nothing has changed.',
      ],
    }),
    export: (brand) => ({
      subject: `Your data at ${brand}`,
      preheader: 'Your address, consent, preferences and every edition, in one file.',
      headline: 'Your data, to take along',
      paragraphs: [
        'You asked for all that we know of you: your address, your consent, your preferences, and every edition with its papers, in one file.',
      ],
      button: 'Get my data',
      smallPrint: [
        'The link works for a day. Whoever has it can read your data, so keep it to yourself.',
        'You did not ask for it? Somebody has a link to your preferences, but not your data. Do nothing, and they never will.',
      ],
    }),
    erase: (brand) => ({
      subject: `Erase your data at ${brand}?`,
      preheader: 'Nothing is deleted before you press the button behind the link.',
      headline: 'Erase everything about you?',
      paragraphs: [
        'You asked to be erased. The link leads to a button, and with it your address, your preferences and what was sent to you are deleted for good.',
        'If you only want fewer mails, or none, your preferences can do that and keep your choice.',
      ],
      button: 'Go on to erase me',
      smallPrint: [
        'The link works for a day. Nothing is deleted before you press the button behind it.',
        'You did not ask for it? Do nothing, and all stays as it is.',
      ],
    }),
    goodbye: (brand) => ({
      subject: `You have left ${brand}`,
      preheader: 'No more papers come. If that was a mistake, here is the way back.',
      headline: 'You have left',
      paragraphs: [
        'No more papers come to this address, and this is the last mail. Your topics are kept in case you come back.',
        'Was it not you, or a slip? This link brings your subscription back as it was.',
      ],
      button: 'Bring it back',
      smallPrint: [
        'The link works for three days. After that, you can subscribe again on the website.',
        'If you want everything about you deleted, not only no mail, your preferences can do that.',
      ],
    }),
    restored: (brand) => ({
      subject: `Your ${brand} subscription goes on`,
      preheader: 'Somebody undid the unsubscription. If it was not you, you can leave again here.',
      headline: 'Your subscription goes on',
      paragraphs: [
        'You had unsubscribed, and within the hour somebody pressed “undo” on the page that said so. Papers come again, as before.',
        'If it was not you, press the button to unsubscribe again.',
      ],
      button: 'Unsubscribe',
      smallPrint: ['If it was you, there is nothing to do.'],
    }),
  },
}

function chosenText(topics: string, typed: number): string {
  const words = typed === 1 ? '1 keyword or name' : `${typed} keywords or names`
  if (topics)
    return typed > 0
      ? `The topics: ${topics}; and the ${words} typed into the form.`
      : `The topics: ${topics}.`
  if (typed > 0) return `What matches the ${words} typed into the form.`
  return 'Nothing was chosen, so you get the most upvoted papers of all topics.'
}
