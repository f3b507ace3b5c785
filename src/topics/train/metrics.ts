/** Right and wrong decisions about one topic. */
export type Counts = { hits: number; falseAlarms: number; misses: number }

export type Report = { perTopic: Counts[]; macroF1: number; precision: number; recall: number }

export function precision({ hits, falseAlarms }: Counts): number {
  return hits / Math.max(1, hits + falseAlarms)
}

export function recall({ hits, misses }: Counts): number {
  return hits / Math.max(1, hits + misses)
}

export function f1({ hits, falseAlarms, misses }: Counts): number {
  return (2 * hits) / Math.max(1, 2 * hits + falseAlarms + misses)
}

/**
 * @param truths per paper and topic 1, 0, or −1 where it counts neither for nor against
 * @param isGiven per paper and topic, whether the classifier gives it
 */
export function report(
  truths: readonly ArrayLike<number>[],
  isGiven: (row: number, topic: number) => boolean,
): Report {
  const perTopic = Array.from({ length: truths[0]?.length ?? 0 }, (_, topic) => {
    const counts = { hits: 0, falseAlarms: 0, misses: 0 }
    for (const [row, truth] of truths.entries()) {
      const given = isGiven(row, topic)
      if (truth[topic] === 1 && given) counts.hits += 1
      if (truth[topic] === 1 && !given) counts.misses += 1
      if (truth[topic] === 0 && given) counts.falseAlarms += 1
    }
    return counts
  })
  const all = { hits: 0, falseAlarms: 0, misses: 0 }
  for (const one of perTopic) {
    all.hits += one.hits
    all.falseAlarms += one.falseAlarms
    all.misses += one.misses
  }
  const macroF1 = perTopic.reduce((sum, one) => sum + f1(one), 0) / Math.max(1, perTopic.length)
  return { perTopic, macroF1, precision: precision(all), recall: recall(all) }
}
