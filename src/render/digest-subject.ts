import { catalogue } from '../../emails/locales/catalogue.ts'
import { readable } from '../papers/latex.ts'
import { summaryOf } from '../papers/summary.ts'
import { memoize } from '../memoize.ts'
import type { Language } from '../store/schema.ts'
import { calendarDay } from './calendar-day.ts'
import type { DigestInput } from './digest-input.ts'
import { gistOf } from './paper-view.ts'
import { shortTitle } from './short-title.ts'
import { plainLine, shorten } from './shorten.ts'

const subjectMaxChars = 60
const preheaderMaxChars = 110
const namesShown = 3

type Announced = Pick<DigestInput, 'picks' | 'language' | 'slot' | 'timeZone'>

/**
 * The best papers by name, as many as fit, and how many more there are. A paper is mailed once, so two names and a count
 * do not come again; a single name may, and has the day with it, unless it is a whole title.
 *
 * @returns also what mailboxes show after it: the other names, or what the first paper is about
 */
export function announce({ picks, language, slot, timeZone }: Announced): {
  subject: string
  preheader: string
} {
  const { digest, paper } = catalogue[language]
  const titles = picks.map(({ candidate }) => splitTitle(candidate.title))
  const names = titles.map(({ name }) => name)
  const subjectOf = (said: string[]) => digest.subject(said, picks.length - said.length)
  const said = fittingNames(names, subjectOf)
  const [first] = titles
  const isWhole = picks.length === 1 && first !== undefined && first.whole.length <= subjectMaxChars
  const plain = subjectOf(
    isWhole ? [first.whole || paper.untitled] : said.length > 0 ? said : [paper.untitled],
  )
  const isDistinct = said.length > 1 || titles.some(({ whole }) => whole !== '' && plain.startsWith(whole))
  const { date } = calendarDay(language, slot, timeZone)
  const dated = [plain, said[0] ?? paper.untitled].map((text) => digest.dated(text, date))
  const subject = isDistinct
    ? plain
    : (dated.find(({ length }) => length <= subjectMaxChars) ?? dated[1] ?? plain)
  const others = names.filter((name) => name !== '' && !said.includes(name))
  return { subject, preheader: listNames(others, language) || aboutFirst(picks, isWhole) }
}

/** Kept, because every message asks for each of its papers. */
const splitTitle = memoize(5000, (title: string) => {
  const whole = plainLine(readable(title))
  return { whole, ...shortTitle(whole) }
})

/** Best first; one that does not fit is passed over, and none is said twice. */
function fittingNames(names: string[], subjectOf: (said: string[]) => string): string[] {
  const said: string[] = []
  for (const name of names) {
    if (said.length === namesShown) break
    if (name === '' || said.includes(name)) continue
    if (said.length === 0 || subjectOf([...said, name]).length <= subjectMaxChars) said.push(name)
  }
  return said
}

/** As many names as fit, none cut; empty where there is none. */
function listNames(names: string[], language: Language): string {
  const { preheader } = catalogue[language].digest
  let listed = ''
  for (const name of names) {
    const longer = listed === '' ? name : `${listed} · ${name}`
    if (longer.length <= preheaderMaxChars) listed = longer
  }
  return listed === '' ? '' : preheader(listed)
}

/** What the title says beside its name, or, where the subject has the whole title, what the summary says. */
function aboutFirst([first]: Announced['picks'], isWhole: boolean): string {
  if (!first) return ''
  const { rest } = splitTitle(first.candidate.title)
  return shortAbout(isWhole || rest === '' ? gistOf(summaryOf(first.candidate)) : rest)
}

const shortAbout = memoize(2000, (about: string) => shorten(about, { chars: preheaderMaxChars, bytes: 600 }))
