/** Phrases that speak for a topic, written down from knowledge of the field; commas between them. */
export type Cues = {
  /** Enough by themselves in a title or among keywords. */
  strong: string
  /** Supporting: common in the topic's papers, but also elsewhere. */
  weak: string
}
