import { phraseVector, shippedSpace } from '../select/latent-space.ts'
import { inTransaction, type Db } from '../store/open.ts'
import { setMark, takeBackMark, resetOpinions, type Mark } from './marks.ts'
import { deleteSeed, deleteSeeds, insertSeeds, type PlacedSeed } from './seeds.ts'
import { bringBack, leaveOut } from './left-out.ts'
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

/** Lets a word count no more in what is learned. @returns false where it was so already, it says nothing, or there are too many */
export function leaveOutWord(db: Db, subscriberId: number, word: string): Promise<boolean> {
  if (phraseVector(shippedSpace(), word).every((value) => value === 0)) return Promise.resolve(false)
  return learning(db, subscriberId, (trx) => leaveOut(trx, subscriberId, word))
}

/** Lets a word that was left out count again. @returns false where it was not left out */
export function countWordAgain(db: Db, subscriberId: number, word: string): Promise<boolean> {
  return learning(db, subscriberId, (trx) => bringBack(trx, subscriberId, word))
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
