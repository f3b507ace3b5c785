/** What a subscriber's own pages say of their profile, and of their private feeds. */
export const profile = {
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
