/**
 * Starts to measure the CPU time of this process, which unlike time on the clock does not depend on what else the machine
 * does.
 *
 * @returns a function that tells the milliseconds since
 */
export function startCpuTimer(): () => number {
  const start = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  }
}
