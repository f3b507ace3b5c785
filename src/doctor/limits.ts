import type { Config } from '../config/config.ts'
import { findShortfall, shortfallLine } from '../deliver/demand.ts'
import { messageOf } from '../errors.ts'
import { createLogger } from '../logger.ts'
import { editionsPerDay } from '../smtp/lane-meter.ts'
import { openStore } from '../store/open.ts'
import { right, unsure, type Say } from './finding.ts'

/** The lanes' limits suffice for what comes due. Says nothing where there are none. */
export async function checkLimits({ store: config, delivery: { lanes } }: Config): Promise<Say[]> {
  const now = new Date()
  if (lanes.every((lane) => editionsPerDay(lane, now) === null)) return []
  try {
    const store = await openStore(config, createLogger('silent'))
    try {
      const shortfall = await findShortfall(store.db, lanes, now)
      return [shortfall ? unsure(shortfallLine(shortfall)) : right('of the lanes suffice for what comes due')]
    } finally {
      await store.close()
    }
  } catch (error) {
    return [unsure(`could not be compared with what comes due: ${messageOf(error)}`)]
  }
}
