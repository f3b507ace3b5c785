import type { Linked } from '../linked.ts'

/** Pages to unsubscribe, about one's own data, and why mail came. */
export const leaving = {
  unsubscribe: {
    title: 'Unsubscribe from the papers?',
    lede: 'One click and we stop, including anything already queued.',
    why: 'Would you tell us why?',
    optional: 'optional',
    button: 'Unsubscribe',
    orLess: 'Or get less',
    weekly: 'Once a week instead',
    pause: 'Pause for a month',
    noMore: (topic: string) => `No more ${topic}`,
    goodbye: 'Goodbye',
    done: 'You are unsubscribed',
    doneText: 'Nothing more will be sent to you. Thank you for reading.',
    mistake: 'It was a mistake, undo it',
    waysBack: (subscribe: Linked, papers: Linked) => (
      <>
        You can {subscribe('subscribe again')} whenever you like, or read the {papers('latest papers')} here.
      </>
    ),
    asYouLike: 'As you like',
    undo: 'Undo',
    undone: 'Undone',
    askUndo: 'Subscribe again after all?',
    askUndoText: 'One click restores everything as it was before you left.',
    nothingToUndo: 'There is nothing left to undo.',
    nowComing: (schedule: string) => `From now on, your papers come ${schedule}.`,
    nowPaused: (until: string, schedule: string) =>
      `Nothing comes until ${until}. From then on, your papers come ${schedule}.`,
    droppedTopic: (topic: string) => `${topic} no longer brings you papers. All else stays as it is.`,
    comingAgain: (schedule: string) => `Your papers come ${schedule}.`,
    confirmAgain: 'The link in the mail that asks you to confirm works again.',
  },
  ownData: {
    title: 'Your data',
    hint: 'Each button sends a link to your address, once a day at most. Nothing happens before you open it.',
    manage: 'Mail me a new link to this page',
    export: 'Export my data',
    erase: 'Erase me',
    checkInbox: 'Check your inbox',
    mailed: 'A message with a link will be there in a minute. Nothing has changed so far.',
    sameToday: 'If you asked for the same earlier today, it is the message that you already have.',
    spam: 'Nothing there? Look in the spam folder, too.',
    allWeKnow: 'All that we know of you',
    oneFile:
      'One file, in JSON: your address, your consent, your preferences, and every edition with its papers.',
    download: 'Download my data',
    exportNote: 'The link works for a day. Nothing is changed by it.',
    eraseTitle: 'Erase everything about you?',
    eraseText:
      'Your address, your preferences and what was sent to you are deleted, at once and for good. We send nothing more, not even what is already queued.',
    whatStays:
      'What stays is a fingerprint, made with a secret key, by which your address is left out if somebody puts it on a list again. You can subscribe anew yourself.',
    eraseNote: 'You did not ask for this? Close the page, and nothing is deleted.',
    goodbye: 'Goodbye',
    erased: 'You are erased',
    erasedText: 'Your address and all that went with it are deleted. Thank you for reading.',
  },
  why: {
    title: 'Why you got this',
    listed: (when: string) =>
      `The operator of this service put your address on its list on ${when}, and says that you agreed to it. You can take that back at any time.`,
    confirmed: (when: string) =>
      `On ${when}, somebody opened the link that we had mailed to this address and pressed the button to start the subscription.`,
    itSaid: 'It said:',
    typed: (when: string) =>
      `On ${when}, somebody typed this address into our form, and it was not confirmed. All that we send then is the one mail that asks. If it was not you, there is nothing to do.`,
    allEditions: 'All your editions',
    change: 'Change what I get',
  },
}
