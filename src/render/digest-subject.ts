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
const between = ' · '

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
  const said = fittingNames(titles, language)
  const [first] = titles
  const isWhole = picks.length === 1 && first !== undefined && first.whole.length <= subjectMaxChars
  const named = isWhole ? [first.whole || paper.untitled] : said.length > 0 ? said : [paper.untitled]
  const plain = digest.subject(named, picks.length - named.length)
  const isDistinct = said.length > 1 || titles.some(({ whole }) => whole !== '' && plain.startsWith(whole))
  const subject = isDistinct
    ? plain
    : withDay([plain, said[0] ?? paper.untitled], { language, slot, timeZone })
  return { subject, preheader: listOthers(titles, said, language) || aboutFirst(picks, isWhole) }
}

/** The first of the texts that fits with the day in it, or else the last. */
function withDay(
  texts: [string, string],
  { language, slot, timeZone }: Pick<Announced, 'language' | 'slot' | 'timeZone'>,
): string {
  const { date } = calendarDay(language, slot, timeZone)
  const [first, last] = texts.map((text) => catalogue[language].digest.dated(text, date))
  return (first !== undefined && first.length <= subjectMaxChars ? first : last) ?? texts[0]
}

type SplitTitle = ReturnType<typeof splitTitle>

/** Kept, because every message asks for each of its papers. */
const splitTitle = memoize(5000, (title: string) => {
  const whole = plainLine(readable(title))
  return { whole, ...shortTitle(whole) }
})

/** Best first; one that does not fit is passed over, and none is said twice. */
function fittingNames(titles: readonly SplitTitle[], language: Language): string[] {
  const { digest } = catalogue[language]
  const said: string[] = []
  let chars = 0
  for (const { name } of titles) {
    if (said.length === namesShown) break
    if (name === '' || said.includes(name)) continue
    chars += name.length
    // A subject is at least as long as the names in it, so most need not be made.
    const isFitting =
      said.length === 0 ||
      (chars <= subjectMaxChars &&
        digest.subject([...said, name], titles.length - said.length - 1).length <= subjectMaxChars)
    if (isFitting) said.push(name)
    else chars -= name.length
  }
  return said
}

/** As many of the names that are not said as fit, none cut; empty where there is none. */
function listOthers(titles: readonly SplitTitle[], said: readonly string[], language: Language): string {
  const { preheader } = catalogue[language].digest
  let listed = ''
  for (const { name } of titles) {
    if (name === '' || said.includes(name)) continue
    const chars = listed === '' ? name.length : listed.length + between.length + name.length
    if (chars <= preheaderMaxChars) listed = listed === '' ? name : listed + between + name
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
