/** A function's value at a point; its gradient is written into the second argument. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number

type Step = { moved: Float64Array; turned: Float64Array; curvature: number }

/**
 * Minimises a smooth convex function: L-BFGS (Nocedal & Wright 2006, algorithm 7.4) with backtracking by Armijo.
 *
 * @param point where to start; holds the minimum at the end
 */
export function minimize(
  objective: Objective,
  point: Float64Array,
  maxRounds: number,
  tolerance: number,
): void {
  const size = point.length
  let gradient = new Float64Array(size)
  let value = objective(point, gradient)
  const start = norm(gradient)
  const history: Step[] = []
  for (let round = 0; round < maxRounds && norm(gradient) > tolerance * start; round += 1) {
    const direction = descent(gradient, history)
    const slope = dot(direction, gradient)
    const before = point.slice()
    const nextGradient = new Float64Array(size)
    let step = history.length === 0 ? Math.min(1, 1 / norm(gradient)) : 1
    let next = Infinity
    for (let attempt = 0; attempt < 20; attempt += 1, step /= 2) {
      for (let at = 0; at < size; at += 1) point[at] = (before[at] ?? 0) + step * (direction[at] ?? 0)
      next = objective(point, nextGradient)
      if (next <= value + 1e-4 * step * slope) break
    }
    const moved = point.map((x, at) => x - (before[at] ?? 0))
    const turned = nextGradient.map((g, at) => g - (gradient[at] ?? 0))
    const curvature = dot(moved, turned)
    if (curvature > 1e-10) history.push({ moved, turned, curvature })
    if (history.length > 12) history.shift()
    gradient = nextGradient
    value = next
  }
}

/** The two-loop recursion: minus the inverse Hessian, as the last steps show it, times the gradient. */
function descent(gradient: Float64Array, history: readonly Step[]): Float64Array {
  const direction = gradient.map((g) => -g)
  const shares: number[] = []
  for (const { moved, turned, curvature } of history.toReversed()) {
    const share = dot(moved, direction) / curvature
    shares.push(share)
    addScaled(direction, turned, -share)
  }
  const last = history.at(-1)
  if (last) {
    const scale = last.curvature / dot(last.turned, last.turned)
    for (let at = 0; at < direction.length; at += 1) direction[at] = (direction[at] ?? 0) * scale
  }
  for (const { moved, turned, curvature } of history) {
    addScaled(direction, moved, (shares.pop() ?? 0) - dot(turned, direction) / curvature)
  }
  return direction
}

function addScaled(target: Float64Array, other: Float64Array, factor: number): void {
  for (let at = 0; at < target.length; at += 1) target[at] = (target[at] ?? 0) + factor * (other[at] ?? 0)
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0
  for (let at = 0; at < left.length; at += 1) sum += (left[at] ?? 0) * (right[at] ?? 0)
  return sum
}

function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector))
}
