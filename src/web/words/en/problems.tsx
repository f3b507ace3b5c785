import { problemTexts } from '../../../subscribers/problems.ts'
import type { Linked } from '../linked.ts'

/** What is said where something does not work. */
export const problems = {
  /** Of fields of forms. */
  fields: problemTexts,
  notFound: {
    title: 'Not in this edition',
    text: 'There is no page at this address. It may have been mistyped, or cut short on its way.',
  },
  wrongMethod: {
    title: 'That is not how this page works',
    text: 'The page exists, but it cannot be asked in this way. Follow a link or a form to it instead.',
  },
  tooLarge: {
    title: 'That does not fit through the letterbox',
    text: 'What was sent is far more than a form here can hold. Nothing of it was kept. Go back, and send less.',
  },
  tooMany: {
    title: 'Too many requests',
    text: (minutes: number) =>
      `There were too many requests like this one, from your network or for the same address. Nothing was changed by the last of them. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
  },
  crossSite: {
    title: 'Sent from another website',
    text: 'This form was sent by a page of another website, so nothing was changed. If you meant it, fill in the form here.',
  },
  failure: {
    title: 'Something went wrong',
    text: 'The fault is on our side, and your request may not have been carried out. Please try again.',
    tellNumber: 'If it happens again, tell the operator this number:',
  },
  brokenLink: {
    title: 'This link is incomplete',
    text: 'Mail programs sometimes cut long links in two. Copy the whole link from the mail, and open it again.',
  },
  expiredLink: {
    title: 'This link has expired',
    older: 'This one is older. Nothing was changed.',
    askForNew: 'You can ask for a new one on your preferences page.',
    lifetimes: {
      confirm: 'Links to confirm a subscription work for three days.',
      undo: 'What was just done can be undone for an hour.',
      export: 'Links to one’s data work for a day.',
      erase: 'Links to be erased work for a day.',
    },
  },
  goneLink: {
    title: 'This link no longer leads anywhere',
    text: 'What it was made for is over, and nothing was changed.',
  },
  startAgain: (form: Linked) => <>To get a new one, {form('fill in the form again')}.</>,
}
