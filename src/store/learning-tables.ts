import type { ColumnType, Generated } from 'kysely'

/** Rows of what is learned from, and of what was learned: see their migrations. */
export type TastesTable = {
  subscriber_id: number
  space: string | null
  vector: Generated<Buffer>
  confidence: Generated<number>
  liked: Generated<string>
  liked_vectors: Generated<Buffer>
  left_out: Generated<string[]>
}

export type SeedsTable = {
  subscriber_id: number
  paper_id: string
  title: string
  authors: string[]
  topics: string[]
  terms: string[]
  space: string
  vector: Buffer
  added_at: Date
}

export type SeedImportsTable = {
  subscriber_id: number
  waiting: ColumnType<unknown, string | null, string | null>
  total: number
  added: Generated<number>
  problems: ColumnType<unknown, string, string>
  tries: Generated<number>
  leased_until: Generated<Date | null>
  started_at: Date
}
