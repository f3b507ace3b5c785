import { z } from 'zod'
import { forgetOpinions, unmarkPaper } from '../../marks/learn.ts'
import { markKinds } from '../../marks/marks.ts'
import type { Db } from '../../store/open.ts'
import { changePreferences } from '../../subscribers/update-preferences.ts'
import { textOf, type Form } from '../form.ts'
import type { MarksChange } from './list-page.tsx'

const MarkField = z.enum(markKinds)

/** Does what a form about someone's marks says. @returns null where the form says nothing that can be done: then nothing was changed */
export async function changeMarksBy(db: Db, subscriberId: number, form: Form): Promise<MarksChange | null> {
  switch (textOf(form, 'what')) {
    case 'take back': {
      const kind = MarkField.safeParse(textOf(form, 'mark')).data
      const paper = textOf(form, 'paper') ?? ''
      // PostgreSQL has no text with a NUL in it, and refuses one with an error.
      if (kind === undefined || paper.includes('\0')) return null
      await unmarkPaper(db, subscriberId, { paper, kind })
      return 'takenBack'
    }
    case 'reset':
      await forgetOpinions(db, subscriberId)
      return 'wasReset'
    case 'turn on':
    case 'turn off': {
      const withLearning = textOf(form, 'what') === 'turn on'
      const changed = await changePreferences(db, subscriberId, () => ({ withLearning }))
      if (!changed?.ok) return null
      return withLearning ? 'turnedOn' : 'turnedOff'
    }
    case undefined:
    default:
      return null
  }
}
