import { createContext, useContext, type ReactNode } from 'react'
import { makersOf } from '../../render/paper-view.ts'
import { writtenLanguage } from '../../render/written-language.ts'
import type { Language } from '../../store/schema.ts'
import { languageParam } from '../language.ts'
import { pageWords, type PageWords } from '../words/catalogue.ts'

/** In which language a page speaks. */
type PageSpeech = {
  language: Language
  /** The language that was chosen, if one was: then its links and forms carry it on. */
  asked: Language | null
  /** The query string that it was asked for with, or null where it cannot be asked for again, as after a form. */
  query: string | null
  /** Whether there is no such page in other languages. */
  isOnlyOne: boolean
}

const Context = createContext<PageSpeech>({ language: 'en', asked: null, query: null, isOnlyOne: false })

/** Tells the components inside how they speak. */
export function SpeechProvider({ speech, children }: { speech: PageSpeech; children: ReactNode }) {
  return <Context value={speech}>{children}</Context>
}

export function useSpeech(): PageSpeech {
  return useContext(Context)
}

/** What pages say, in the page's language. */
export function useWords(): PageWords {
  return pageWords[useContext(Context).language]
}

/** Gives topics their names in the page's language. */
export function useTopicName(): (slug: string) => string {
  return useWords().topics.name
}

/** Gives the headings of topics their names in the page's language; an operator's own heading is said as it is. */
export function useGroupName(): (group: string) => string {
  const names: Readonly<Record<string, string>> = useWords().topics.groups
  return (group) => (Object.hasOwn(names, group) ? names[group] : undefined) ?? group
}

/** Who made a paper, in one short line. */
export function useByline(): (paper: Parameters<typeof makersOf>[0]) => string {
  const { language } = useContext(Context)
  return (paper) => makersOf(paper, language)
}

/** A text of a paper's own, which is mostly not in the page's language: voices and hyphens have to know. */
export function Own({ children: text }: { children: string }) {
  const lang = useForeign()(text)
  return lang === undefined ? text : <span lang={lang}>{text}</span>
}

/** The language of a paper's text, for an attribute: undefined where it is the page's. */
export function useForeign(): (text: string) => string | undefined {
  const { tag } = useWords()
  return (text) => {
    const own = writtenLanguage(text)
    return own === tag ? undefined : own
  }
}

/** For forms that GET: their fields replace the query string of their address. */
export function LanguageField() {
  const { asked } = useContext(Context)
  return asked && <input type="hidden" name={languageParam} value={asked} />
}
