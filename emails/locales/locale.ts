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

/** Where someone who sends the digest to themselves says what comes: in a file, or, where that is null, by options of the command. */
export type OwnSettings = { file: string | null }

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
  /** The weekday, with what stands between it and the date, before the date and after it: one of the two is empty. */
  aroundDate: (weekday: string) => [before: string, after: string]
  /** "a, b and c" */
  list: (parts: string[]) => string
  digest: {
    /** Names of papers, at least one, and how many there are besides. */
    subject: (names: string[], more: number) => string
    /** A subject that others could equal, with the day in it. */
    dated: (subject: string, date: string) => string
    preheader: (names: string) => string
    headline: (cadence: Cadence, count: number) => string
    lede: (considered: number) => string
    sample: (brand: string) => string
    /** Three lines in someone's first mail: what will come, when, and how to change it. */
    intro: (cadence: Cadence) => string[]
    closing: (count: number) => string
    why: (cadence: Cadence, site: string) => string
    /** Instead of `why`, in a digest that someone sends to themselves: how to get other papers. */
    whyOwn: (settings: OwnSettings) => string
    /** Instead of `intro`, likewise. */
    introOwn: string[]
    fullList: string
  }
  paper: {
    untitled: string
    upvotes: (count: number) => string
    /** Who made it, with `upvotes`. */
    withUpvotes: (byline: string, upvotes: string) => string
    /** Two names, and how many people besides. */
    andOthers: (names: string, others: number) => string
    topic: (slug: string) => string | undefined
    read: string
    code: string
    project: string
    /** Beside each other, at the end of a card: that papers like it shall come more, or less. */
    more: string
    less: string
    /** What stands for a picture that is not shown. */
    figure: string
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
    /** For a paper like one that they want more of. */
    marked: (title: string) => string
    /** Like a paper that the reader gave as what they work on. */
    seed: (title: string) => string
    trending: string
    discovery: string
    /** Why just this one of all papers outside the topics: the heading above says `discovery` already. */
    upvoted: string
  }
  /** Above a note, whose words it is. */
  note: {
    editor: string
    /** As laws on advertising want it named. */
    sponsor: (sponsor: string) => string
  }
  /** In the mail of a week without papers. */
  quiet: {
    subject: string
    headline: string
    /** How many papers of how many days were looked at, and that none matched. */
    looked: (considered: number, days: number) => string
    /** Before the title of the nearest. */
    closest: string
    why: string
  }
  /** What every mail has at its foot. */
  foot: {
    unsubscribe: string
    preferences: string
    why: string
    website: string
    sentBy: (brand: string) => string
    how: string
  }
  action: {
    copyAddress: string
    confirm: (brand: string, schedule: Schedule, chosen: Chosen) => ActionWords
    manage: (brand: string) => ActionWords
    export: (brand: string) => ActionWords
    erase: (brand: string) => ActionWords
    goodbye: (brand: string) => ActionWords
    restored: (brand: string) => ActionWords
  }
}
