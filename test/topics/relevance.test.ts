import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { measure, readGold, topicsOf } from '../bench/relevance-topics.ts'
import { lacks, need } from '../helpers/requirements.ts'

// The floors are a little under what docs/relevance.md reports, as 150 papers move by a point for little reason.
describe.skipIf(lacks('recordings'))('on the papers that were labelled twice', () => {
  test('classify stays as good as it was', { timeout: 120_000 }, () => {
    const all = measure(readGold(dirname(need('recordings'))), topicsOf)
    expect(all.macroF1).toBeGreaterThan(0.85)
    expect(all.precision).toBeGreaterThan(0.8)
    expect(all.recall).toBeGreaterThan(0.85)
  })

  test('it needs neither keywords nor a summary', { timeout: 120_000 }, () => {
    const bare = measure(readGold(dirname(need('recordings'))), (paper) =>
      topicsOf({ ...paper, keywords: [], summary: null, organization: null }),
    )
    expect(bare.macroF1).toBeGreaterThan(0.85)
  })
})
