import { z } from 'zod'
import { countWordAgain, leaveOutWord } from '../../marks/learn.ts'
import type { Db } from '../../store/open.ts'
import { mute } from '../../subscribers/mute.ts'
import type { Preferences } from '../../subscribers/preferences.ts'
import { changePreferences } from '../../subscribers/update-preferences.ts'
import { textOf, type Form } from '../form.ts'
import { changeMarksBy } from '../marks/change-marks.ts'
import type { MarksChange } from '../marks/list-page.tsx'

/** The lists of a profile whose entries can be removed, in the order in which they are shown. */
export const statedLists = ['topics', 'keywords', 'authors', 'organizations'] as const
export const mutedLists = ['mutedTopics', 'mutedKeywords', 'mutedAuthors'] as const
export type ProfileList = (typeof statedLists)[number] | (typeof mutedLists)[number]

const ListName = z.enum([...statedLists, ...mutedLists])
/** PostgreSQL has no text with a NUL in it, and refuses one with an error. */
const Word = z
  .string()
  .min(1)
  .max(80)
  .refine((text) => !text.includes('\0'))

/** What was done by the form that led here. */
export type ProfileChange = MarksChange | 'changed' | 'leftOut' | 'countsAgain'

/** Does what a form on the profile's page says. @returns null where nothing was changed */
export async function changeProfileBy(db: Db, id: number, form: Form): Promise<ProfileChange | null> {
  const word = Word.safeParse(textOf(form, 'word')).data ?? ''
  switch (textOf(form, 'what')) {
    case 'remove':
      return (await change(db, id, without(form))) ? 'changed' : null
    case 'follow':
      return (await change(db, id, ({ topics }) => ({ topics: [...topics, word] }))) ? 'changed' : null
    case 'mute': {
      const mutes = { topics: [word], keywords: [], authors: [] }
      return (await change(db, id, (before) => mute(before, mutes))) ? 'changed' : null
    }
    case 'leave out':
      return word !== '' && (await leaveOutWord(db, id, word)) ? 'leftOut' : null
    case 'count again':
      return word !== '' && (await countWordAgain(db, id, word)) ? 'countsAgain' : null
    case undefined:
    default:
      return changeMarksBy(db, id, form)
  }
}

function without(form: Form): (before: Preferences) => Partial<Preferences> {
  const list = ListName.safeParse(textOf(form, 'list')).data
  const value = textOf(form, 'value')
  return (before) => (list === undefined ? {} : { [list]: before[list].filter((one) => one !== value) })
}

async function change(
  db: Db,
  id: number,
  by: (before: Preferences) => Partial<Preferences>,
): Promise<boolean> {
  let isChange = false
  const changed = await changePreferences(db, id, (before) => {
    const wanted = by(before)
    isChange = Object.entries(wanted).some(
      ([name, value]) =>
        JSON.stringify(value) !== JSON.stringify(Object.entries(before).find(([own]) => own === name)?.[1]),
    )
    return wanted
  })
  return isChange && changed?.ok === true
}
