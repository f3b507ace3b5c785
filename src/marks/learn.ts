import { inTransaction, type Db } from '../store/open.ts'
import { setMark, takeBackMark, resetOpinions, type Mark } from './marks.ts'
import { deleteSeed, deleteSeeds, insertSeeds, type PlacedSeed } from './seeds.ts'
import { computeTastes, lockTaste } from './tastes.ts'

type OnPaper = Pick<Mark, 'paper' | 'kind'>

/** Marks a paper, and learns from it. @returns false where it was so marked already, and nothing was changed */
export function markPaper(db: Db, subscriberId: number, mark: OnPaper, now: Date): Promise<boolean> {
  return learning(db, subscriberId, (trx) => setMark(trx, subscriberId, mark, now))
}

/** Takes a mark back, and what was learned from it. @returns false where there was none */
export function unmarkPaper(db: Db, subscriberId: number, mark: OnPaper): Promise<boolean> {
  return learning(db, subscriberId, (trx) => takeBackMark(trx, subscriberId, mark))
}

/** Takes every opinion back, and all that was learned. @returns how many there were */
export function forgetOpinions(db: Db, subscriberId: number): Promise<number> {
  return learning(db, subscriberId, (trx) => resetOpinions(trx, subscriberId))
}

/** Takes papers as what someone works on, and learns from them. @returns how many there was room for */
export function addSeeds(
  db: Db,
  subscriberId: number,
  seeds: readonly PlacedSeed[],
  now: Date,
): Promise<number> {
  return learning(db, subscriberId, (trx) => insertSeeds(trx, subscriberId, seeds, now))
}

/** Takes a seed back, and what was learned from it. @returns false where there was none */
export function removeSeed(db: Db, subscriberId: number, paper: string): Promise<boolean> {
  return learning(db, subscriberId, (trx) => deleteSeed(trx, subscriberId, paper))
}

/** Takes every seed back, and what was learned from them. @returns how many there were */
export function removeSeeds(db: Db, subscriberId: number): Promise<number> {
  return learning(db, subscriberId, (trx) => deleteSeeds(trx, subscriberId))
}

/** One at a time for each subscriber: of two at once, each would learn without what the other changes. */
function learning<T>(db: Db, subscriberId: number, change: (trx: Db) => Promise<T>): Promise<T> {
  return inTransaction(db, async (trx) => {
    await lockTaste(trx, subscriberId)
    const changed = await change(trx)
    await computeTastes(trx, [subscriberId])
    return changed
  })
}
