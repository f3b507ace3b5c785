import { catalogue } from '../../../emails/locales/catalogue.ts'
import type { NamedPaper } from '../../editions/replay-delivery.ts'
import type { Unmailed, Verdict, WhyNot } from '../../editions/why-not.ts'
import { titleOf } from '../../papers/summary.ts'
import { topicIn } from '../../render/paper-view.ts'
import type { Exclusion } from '../../select/explain.ts'
import type { Language, Reason } from '../../store/schema.ts'
import { sourceTitle } from '../page/wording.ts'
import { pageWords } from '../words/catalogue.ts'
import type { WhyNotWords } from '../words/why-not-words.ts'

/** The answer to "why not this paper?" in words. `chosen` is what the edition had instead, which `chosenTitle` introduces. */
export type ToldAnswer = {
  title: string | null
  sentences: string[]
  chosenTitle: string | null
  chosen: NamedPaper[]
}

type Voice = {
  words: WhyNotWords
  language: Language
  day: (at: Date) => string
  plainDay: (day: string) => string
}

/** @param timeZone the subscriber's: days of editions are theirs, those of sources are as the source has them */
export function tellWhyNot(answer: WhyNot, language: Language, timeZone: string): ToldAnswer {
  const words = pageWords[language].whyNot
  const voice: Voice = {
    words,
    language,
    day: (at) => catalogue[language].date(at, timeZone),
    plainDay: (day) => catalogue[language].date(new Date(`${day}T00:00:00Z`), 'UTC'),
  }
  if (!answer.paper) return { title: null, sentences: [words.unknown], chosenTitle: null, chosen: [] }
  const { paper, verdict } = answer
  const places = paper.listings.map(({ source, day }) =>
    words.listing(sourceTitle(source), voice.plainDay(day)),
  )
  const chosen = 'chosen' in verdict ? verdict.chosen : []
  return {
    title: titleOf(paper),
    sentences: [words.listed(catalogue[language].list(places)), ...tellVerdict(verdict, voice)],
    chosenTitle: chosen.length > 0 && 'slot' in verdict ? words.chosen(voice.day(verdict.slot)) : null,
    chosen,
  }
}

function tellVerdict(verdict: Verdict, voice: Voice): string[] {
  const { words } = voice
  if (verdict.kind === 'no edition') return tellUnmailed(verdict, voice)
  if (verdict.kind === 'withdrawn') return [words.withdrawn]
  const day = voice.day(verdict.slot)
  switch (verdict.kind) {
    case 'mailed':
      return [words.mailed[verdict.status](day)]
    case 'not sent':
      return [
        verdict.skipReason ? words.notSent(day, words.skipReasons[verdict.skipReason]) : words.failed(day),
      ]
    case 'skipped':
      return [words.skipped(day, words.skipReasons[verdict.skipReason])]
    case 'excluded':
      return [tellExclusion(verdict, day, voice)]
    case 'unexplained':
      return [words.unexplained(day)]
    case 'no candidate':
      return [verdict.isTooOld ? words.listedTooLong(day) : words.noCandidate(day)]
  }
}

function tellExclusion(
  { exclusion, other }: { exclusion: Exclusion; other: NamedPaper | null },
  day: string,
  { words, language }: Voice,
): string {
  const otherTitle = titleOf({ title: other?.title ?? other?.id ?? '' })
  switch (exclusion.kind) {
    case 'not a candidate':
      return words.noCandidate(day)
    case 'mailed as':
      return words.mailedAs(day, otherTitle)
    case 'muted': {
      const { kind, value } = exclusion.what
      return words.muted(kind === 'topic' ? topicIn(language, value) : `“${value}”`, day)
    }
    case 'too old':
      return words.tooOld(exclusion.days, day)
    case 'below floor':
      return exclusion.nearest
        ? words.near(interestIn(language, exclusion.nearest), day)
        : words.noInterest(day)
    case 'picked as':
      return words.pickedAs(day, otherTitle)
    case 'topic is full':
      return words.topicIsFull(topicIn(language, exclusion.topic), day)
    case 'outranked':
      return words.outranked(exclusion.by, day)
  }
}

function interestIn(language: Language, reason: Reason): string {
  switch (reason.kind) {
    case 'topic':
      return topicIn(language, reason.topic)
    case 'keyword':
    case 'likeness':
      return `“${reason.keyword}”`
    case 'author':
      return reason.author
    case 'organization':
      return reason.organization
    case 'marked':
    case 'seed':
      return `“${reason.title}”`
    case 'trending':
    case 'discovery':
      return ''
  }
}

function tellUnmailed(unmailed: Unmailed, { words, day, plainDay }: Voice): string[] {
  const { because } = unmailed
  switch (because) {
    case 'pending':
    case 'unsubscribed':
    case 'suppressed':
      return [words.noEdition, words[because]]
    case 'paused':
      return [
        words.noEdition,
        words.paused(plainDay(unmailed.until)),
        ...(unmailed.dueAt ? [words.next(day(unmailed.dueAt))] : []),
      ]
    case 'not due':
      return [words.noEdition, ...(unmailed.dueAt ? [words.next(day(unmailed.dueAt))] : [])]
  }
}
