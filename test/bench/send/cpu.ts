import { readdirSync, readFileSync } from 'node:fs'

/** The kernel counts in hundredths of a second on every Linux that Node runs on. */
const ticksPerSecond = 100

/**
 * @returns the seconds of CPU that each of some processes has used, with its threads and with the processes that it has
 *   started: those that run, and those that have ended
 */
export function cpuSecondsOf(pids: readonly number[]): number[] {
  const all = readProcesses()
  const children = Map.groupBy(all.values(), ({ parent }) => parent)
  const secondsOf = (pid: number): number =>
    (children.get(pid) ?? []).reduce((sum, child) => sum + secondsOf(child.pid), all.get(pid)?.seconds ?? 0)
  return pids.map(secondsOf)
}

type Process = { pid: number; parent: number; seconds: number }

function readProcesses(): Map<number, Process> {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return new Map(
    pids.flatMap((pid): [number, Process][] => {
      const fields = readStat(pid)
      if (!fields) return []
      const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map(
        (at) => Number(fields[at]),
      )
      return [[pid, { pid, parent, seconds: (user + system + endedUser + endedSystem) / ticksPerSecond }]]
    }),
  )
}

/** @returns the fields from the third on, or null where the process has ended */
function readStat(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name before them is in parentheses, and may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}
