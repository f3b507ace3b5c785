import { formsOf } from '../forms.ts'

export const forms = formsOf('zh-Hans')

/** In a sentence, where the weekday and its space would be in the way. */
export function dateOnly(day: string): string {
  return day.replace(/ 星期.$/, '')
}
