import { SingleBar } from 'cli-progress'

/** Standard output is what a command has to say; logs go to standard error. */
export function print(text = ''): void {
  process.stdout.write(`${text}\n`)
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2))
}

/** Columns as wide as their longest cell; numbers stand on the right. */
export function printTable(header: string[], rows: (string | number)[][]): void {
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => String(row[i]).length)))
  const line = (cells: (string | number)[]) =>
    cells
      .map((cell, i) =>
        typeof cell === 'number' ? String(cell).padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd()
  print(line(header))
  for (const row of rows) print(line(row))
}

/** How far a long job is: a bar on a terminal, a line every few seconds elsewhere. Both on standard error. */
export type Progress = { update: (done: number, total?: number) => void; stop: () => void }

const plainLineEveryMs = 5000

export function startProgress(label: string, total: number): Progress {
  return process.stderr.isTTY ? barProgress(label, total) : plainProgress(label, total)
}

function barProgress(label: string, total: number): Progress {
  const bar = new SingleBar({
    format: `${label} {bar} {value}/{total} ({eta_formatted} left)`,
    hideCursor: true,
  })
  bar.start(total, 0)
  return {
    update: (done, newTotal) => {
      if (newTotal !== undefined) bar.setTotal(newTotal)
      bar.update(done)
    },
    stop: () => bar.stop(),
  }
}

function plainProgress(label: string, total: number): Progress {
  let printedAt = Date.now()
  return {
    update: (done, newTotal = total) => {
      if (Date.now() - printedAt < plainLineEveryMs) return
      printedAt = Date.now()
      process.stderr.write(`${label}: ${done}${newTotal > 0 ? ` of ${newTotal}` : ''}\n`)
    },
    stop: () => undefined,
  }
}
