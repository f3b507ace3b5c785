import type { ReactNode } from 'react'
import type { MarkKind } from '../../../store/schema.ts'
import { forms } from './forms.ts'

const { counted } = forms

/** Marking papers, and the list of what was marked. */
export const marks = {
  names: {
    more: 'More like this',
    less: 'Less like this',
    hide: 'Not interested',
    save: 'Save',
  } satisfies Record<MarkKind, string>,
  /** What one press does. */
  effects: {
    more: 'Papers like this come more often, also where they match none of your topics and keywords.',
    less: 'Papers like this come later in your mail, and less often.',
    hide: 'Counts half as much as “less like this”.',
    save: 'Puts it on your list, to read or cite later. It changes nothing about what comes.',
  } satisfies Record<MarkKind, string>,
  about: (paper: ReactNode) => <>About {paper}</>,
  because: 'What counts as like this, from its topics and its own words:',
  ownWords: 'its words',
  muteInstead: 'Or mute a topic, words or people for good',
  marked: (name: string, on: string) => `Marked “${name}” on ${on}.`,
  takeBack: 'Take back',
  all: 'All that I marked',
  buttons: 'Mark this paper',
  profile: 'What we think you want',
  noted: 'Noted',
  unchanged: 'It is marked like that already. Nothing was changed.',
  counts: {
    more: 'Papers like this come more often from your next mail on. A few marks change a little; ten change much.',
    less: 'Papers like this come later and less often from your next mail on. What matches your topics and keywords still matches.',
    hide: 'Papers like this come a little later from your next mail on. What matches your topics and keywords still matches.',
    save: 'It is on your list.',
  } satisfies Record<MarkKind, string>,
  chooseOne: 'Press one of the buttons. Nothing was changed.',
  isOff: 'Learning is off: this mark is kept, and changes nothing about what comes.',
  list: {
    title: 'What you marked',
    lede: (opinions: number) =>
      opinions === 0
        ? 'You have marked no paper so far. Each paper in your mails has a link for it.'
        : `You have marked ${counted(opinions, 'paper', 'papers')}. That is all that is learned from: what you open or click is not known.`,
    on: 'Learning is on: what you marked changes what comes.',
    off: 'Learning is off: what you marked is kept, and changes nothing.',
    turnOn: 'Turn learning on',
    turnOff: 'Turn learning off',
    opinions: 'More or less like these',
    saved: 'Saved papers',
    noneSaved: 'Nothing saved yet.',
    gone: 'This paper is no longer stored, and its mark no longer counts.',
    newest: (shown: number) => `The newest ${shown} are shown.`,
    reset: 'Take back all of them',
    resetHint: 'Your saved papers stay.',
    wasReset: 'Nothing is marked “more”, “less” or “not interested” any more.',
    takenBack: 'Taken back.',
    turnedOn: 'Learning is on again.',
    turnedOff: 'Learning is off. Nothing was forgotten.',
  },
}
