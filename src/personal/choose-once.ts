import { digestInput, digestPapers } from '../deliver/digest-message.ts'
import { messageConfig } from '../deliver/message-config.ts'
import { readCandidates } from '../editions/candidates.ts'
import { utcDay } from '../ingest/days.ts'
import type { DigestInput } from '../render/digest-input.ts'
import { rank } from '../select/rank.ts'
import { rate } from '../select/rate.ts'
import { selectPapers } from '../select/select.ts'
import { createLinkSigner } from '../subscribers/tokens.ts'
import type { Preferences } from '../subscribers/preferences.ts'
import { catchUp, type CatchUpDeps } from './catch-up.ts'

/**
 * Fetches the newest papers and chooses as for someone who has had none: nothing is remembered.
 *
 * @returns what a digest of now is made of, null where nothing matches; and the problems, where no source has a good list
 */
export async function chooseOnce(
  deps: CatchUpDeps & { preferences: Preferences },
): Promise<{ input: DigestInput | null; problems: string[] }> {
  const problems = await catchUp(deps)
  if (problems.length > 0) return { input: null, problems }
  const { db, config, preferences } = deps
  const now = deps.clock()
  const day = utcDay(now)
  const papers = await readCandidates(db, day, now)
  const picks = selectPapers(rank(rate(papers, day), preferences), null, preferences.maxPapers)
  if (picks.length === 0) return { input: null, problems: [] }
  const digest = {
    ...preferences,
    key: 'd1',
    subscriberId: 0,
    email: '',
    notes: [],
    selection: picks.map(({ candidate, reason }) => ({ paper: candidate.id, reason })),
    composedAt: now,
  }
  const signer = createLinkSigner(config.secretKeys)
  return {
    input: digestInput(messageConfig(config, signer), { slot: now }, digest, digestPapers({ day, papers })),
    problems: [],
  }
}
