/** A change of relevance in points of a hundred, with its sign: "+6.5". */
export function signed(change: number, format: (value: number) => string): string {
  const points = Math.round(change * 1000) / 10
  return `${points < 0 ? '−' : '+'}${format(Math.abs(points))}`
}
