/** What a mail with one thing to do says, in HTML and in text. */
export type ActionWords = {
  subject: string
  preheader: string
  headline: string
  paragraphs: string[]
  button: string
  smallPrint: string[]
}

export type Language = 'en' | 'de' | 'zh'
export type Cadence = 'daily' | 'weekdays' | 'weekly'
/**
 * What someone asked for: names of topics out of the catalogue as a list, and how many keywords, people and organisations. Never
 * their own words: anybody can type anyone's address into the form, and an advertisement as a keyword.
 */
export type Chosen = { topics: string; typed: number }

export type ReasonKind = 'author' | 'organization' | 'topic' | 'keyword' | 'trending' | 'discovery'

/** How many papers of a digest came for one kind of reason. */
export type Group = { kind: ReasonKind; count: number }
/** `hour`: 0 to 23, in `timeZone`. */
export type Schedule = { cadence: Cadence; hour: number; timeZone: string }

/** Everything that mails say in one language. What is said of papers themselves comes from them, and stays as it is. */
export type Words = {
  /** For `lang` in HTML. */
  tag: string
  /** "20 May 2026" for a moment in a time zone. */
  date: (at: Date, timeZone: string) => string
  /** "Wednesday" */
  weekday: (at: Date, timeZone: string) => string
  /** "20 May" for 2026-05-20. */
  shortDay: (day: string) => string
  /** What stands between the weekday and the date. */
  afterWeekday: string
  /** "a, b and c" */
  list: (parts: string[]) => string
  digest: {
    subject: (title: string, more: number) => string
    preheader: (titles: string) => string
    headline: (cadence: Cadence, count: number) => string
    lede: (considered: number) => string
    sample: string
    closing: (count: number) => string
    totals: (papers: number, considered: number, groups: Group[]) => string
    why: (cadence: Cadence, site: string) => string
    fullList: string
    change: string
  }
  paper: {
    untitled: string
    upvotes: (count: number) => string
    comments: (count: number) => string
    listed: (day: string) => string
    /** Two names, and how many people besides. */
    andOthers: (names: string, others: number) => string
    topic: (slug: string) => string | undefined
    read: string
    code: string
    project: string
    less: string
  }
  reason: {
    topic: (name: string) => string
    keyword: (keyword: string) => string
    /** The keyword, and the words that stand in the paper instead. */
    keywordMatched: (keyword: string, matched: string) => string
    /** For a paper that does not say the keyword, but is about it. */
    likeness: (keyword: string) => string
    author: (name: string) => string
    organization: (name: string) => string
    trending: string
    discovery: string
    /** Why just this one of all papers outside the topics: the heading above says `discovery` already. */
    upvoted: string
  }
  /** What every mail has at its foot. */
  foot: { unsubscribe: string; preferences: string; why: string; website: string; sentBy: string }
  action: {
    copyAddress: string
    confirm: (schedule: Schedule, chosen: Chosen) => ActionWords
    manage: ActionWords
    export: ActionWords
    erase: ActionWords
    goodbye: ActionWords
    restored: ActionWords
  }
}
