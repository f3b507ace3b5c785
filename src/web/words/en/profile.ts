import { forms } from './forms.ts'

const { counted } = forms

/** What a subscriber's own pages say of their profile, and of their private feeds. */
export const profile = {
  title: 'What we think you want',
  lede: 'All of this comes from what you chose, gave and marked. What was not pressed is not known: nobody counts what you open or click.',
  stated: 'What you chose',
  statedFirst: 'This goes first: what matches it always stays a match.',
  noneStated: 'You chose no topics, keywords or people, so you get what trends.',
  muted: 'What never comes',
  lists: {
    topics: 'Topics',
    keywords: 'Keywords',
    authors: 'People',
    organizations: 'Organisations',
    mutedTopics: 'Muted topics',
    mutedKeywords: 'Muted words',
    mutedAuthors: 'Muted people and organisations',
  },
  remove: 'Remove',
  changeAll: 'Change all that you chose',
  learned: 'What your marks and your papers taught',
  learningIsOff: 'Learning is off: your marks are kept, and change nothing.',
  noneLearned: 'Nothing so far. Mark a paper with “more like this” or “less like this”, and it shows here.',
  belief: (papers: number, percent: number) =>
    `${counted(papers, 'paper counts', 'papers count')}. What they say together is believed by ${percent} %: one mark says little, ten say much.`,
  bars: (most: number, typed: number) =>
    `The bars show by how many points of 100 the relevance of papers moves that have one of your topics, or come because they trend: up to the right, down to the left. With as many papers as yours it is ${most} at most, and ${typed} for what matches a keyword or a name. What is close enough to them also comes by itself.`,
  words: 'Words: a paper about these alone',
  topics: 'Topics: the mean of today’s papers',
  leaveOut: 'Leave out',
  leftOut: 'Left out: your marks say nothing about these words',
  countAgain: 'Count again',
  follow: 'Follow',
  mute: 'Mute',
  allMarks: 'All that you marked, and the switch for learning',
  effects: {
    title: 'What each mark changed',
    lede: 'Each of your newest marks, against the same without it: by how many points its words move, and the places in today’s order. Only the first twenty places count.',
    words: 'Its words:',
    nothing: 'Today it changes none of the first twenty places.',
    moved: (before: number | null, after: number | null) =>
      before === null
        ? `new at place ${after}:`
        : after === null
          ? `was at place ${before}, is no longer among the first:`
          : `place ${before} → ${after}:`,
    newest: (shown: number) => `The newest ${shown} are shown.`,
  },
  changes: {
    changed: 'Changed.',
    leftOut: 'Left out. What you marked no longer says anything about these words.',
    countsAgain: 'These words count again.',
  },
  how: 'How papers are chosen',
  editions: {
    title: 'Your editions',
    lede: 'What was mailed to you, and why. One press marks a paper.',
    older: 'Older editions',
    none: 'Nothing was mailed to you yet.',
  },
  feed: {
    /** Of the feed itself. */
    title: (brand: string) => `${brand}: your papers`,
    description: 'The papers that were mailed to you, newest first.',
    pageTitle: 'Your papers in a feed reader',
    lede: 'The papers of your mails can also come to your feed reader. The addresses are yours alone: whoever knows one can read along.',
    make: 'Make the addresses',
    renew: 'Make new addresses',
    renewHint: 'New addresses end the old ones at once, for example if one has become known.',
    end: 'Switch the feeds off',
    made: 'Here are the addresses. Any that you had before no longer work.',
    ended: 'The feeds are off. Their addresses no longer work.',
    whatIsIn:
      'They have the papers of your last mails, about thirty, each with the reason why it was picked.',
    whoReads:
      'An address opens nothing else: not your preferences, and not your data. How often it is read is not kept.',
    whilePaused:
      'While your mails are paused, the feeds stay as they are. They end if you unsubscribe or are erased.',
    back: 'Your preferences',
  },
}
