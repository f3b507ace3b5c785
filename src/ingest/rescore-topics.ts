import { setImmediate } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { ListedPaper, TopicScores } from '../papers/paper.ts'
import { listPapersBetween, updateTopics } from '../papers/stored-papers.ts'
import { inTransaction, type Db } from '../store/open.ts'
import { addDays, utcDay } from './days.ts'
import { lockIngest } from './record-day.ts'

/** What topic pages count, and more than any edition picks from. */
const daysBack = 90

/**
 * Scores stored papers again, so that a topic that an operator has defined or changed since has its papers, too. The newest
 * days come first, one at a time.
 *
 * @param rescore gives a stored paper's scores as they are now
 * @returns how many papers changed
 */
export async function rescoreTopics(
  db: Db,
  now: Date,
  rescore: (scores: TopicScores, paper: ListedPaper) => TopicScores,
): Promise<number> {
  const today = utcDay(now)
  let changed = 0
  for (let ago = -1; ago < daysBack; ago += 1) {
    const upTo = addDays(today, -ago)
    changed += await inTransaction(db, async (trx) => {
      await lockIngest(trx)
      const papers = await listPapersBetween(trx, { after: addDays(upTo, -1), upTo, exceptOnlyBy: [] })
      const rescored = papers.flatMap((paper) => {
        const topics = rescore(paper.topics, paper)
        return isDeepStrictEqual(topics, paper.topics) ? [] : [{ id: paper.id, topics }]
      })
      await updateTopics(trx, rescored, now)
      return rescored.length
    })
    await setImmediate()
  }
  return changed
}
