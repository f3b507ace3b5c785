type Point = { x: number; y: number }

type LineChartProps = {
  /** In the order of `x`; at least two. */
  points: readonly Point[]
  width: number
  height: number
  /** What the picture shows, for those who do not see it. */
  label: string
}

/** A small line, from the least x to the greatest; its foot is zero. */
export function LineChart({ points, width, height, label }: LineChartProps) {
  const inset = 3
  const [firstX, lastX] = [points[0]?.x ?? 0, points.at(-1)?.x ?? 0]
  const top = Math.max(1, ...points.map(({ y }) => y))
  const place = ({ x, y }: Point) => {
    const along = lastX === firstX ? 0 : (x - firstX) / (lastX - firstX)
    return [inset + along * (width - 2 * inset), height - inset - (y / top) * (height - 2 * inset)]
      .map((number) => number.toFixed(1))
      .join(',')
  }
  const line = points.map(place).join(' ')
  const [endX = '', endY = ''] = line.split(' ').at(-1)?.split(',') ?? []
  return (
    <svg className="line-chart" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img">
      <title>{label}</title>
      <polyline points={line} />
      <circle cx={endX} cy={endY} r="2.5" />
    </svg>
  )
}
