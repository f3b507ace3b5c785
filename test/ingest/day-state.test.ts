import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decideDay, type Answer, type KnownDay } from '../../src/ingest/day-state.ts'

const wednesday = '2026-05-20'
const thursday = '2026-05-21'
const saturday = '2026-05-23'
const fresh: KnownDay = { before: null, earlier: null, recentSizes: [] }
const usual = [14, 20, 15, 17, 9, 30, 15]

type ListedId = { paper: { id: string }; listedOn: string | null }
const listed = (count: number, listedOn: string | null = null, prefix = 'p'): ListedId[] =>
  Array.from({ length: count }, (_, index) => ({ paper: { id: `${prefix}${index}` }, listedOn }))
const ids = (count: number, prefix = 'p') => new Set(listed(count, null, prefix).map(({ paper }) => paper.id))
const digest = (listings: ListedId[], more: { dropped?: number; incomplete?: string } = {}): Answer => ({
  kind: 'digest',
  digest: {
    listings,
    dropped: Array.from({ length: more.dropped ?? 0 }, () => ({ id: null, reason: 'no title' })),
    incomplete: more.incomplete ?? null,
  },
})
const failure: Answer = { kind: 'failure', problem: 'it answered with HTTP 500' }
const before = (state: 'fetched' | 'empty' | 'partial' | 'stale' | 'failed', count = 0): KnownDay => ({
  ...fresh,
  before: { state, problem: null, paperIds: ids(count) },
})

describe('a day that was never polled', () => {
  const cases: [string, string, Answer, KnownDay, string, RegExp | null][] = [
    ['with papers is fetched', wednesday, digest(listed(12)), fresh, 'fetched', null],
    ['of a weekend without papers is empty', saturday, digest([]), fresh, 'empty', null],
    ['of the week without papers is empty too', wednesday, digest([]), fresh, 'empty', null],
    ['that cannot be had is failed', wednesday, failure, fresh, 'failed', /HTTP 500/],
    [
      'with one bad entry among good ones is fetched',
      wednesday,
      digest(listed(5), { dropped: 1 }),
      fresh,
      'fetched',
      null,
    ],
    [
      'with nothing but a bad entry is partial',
      saturday,
      digest([], { dropped: 1 }),
      fresh,
      'partial',
      /could not be read/,
    ],
    [
      'with nothing but bad entries is failed',
      wednesday,
      digest([], { dropped: 9 }),
      fresh,
      'failed',
      /none of its 9 entries could be read; .*no title/,
    ],
    [
      'of which a page is missing is partial',
      wednesday,
      digest(listed(100), { incomplete: 'page 2 failed' }),
      fresh,
      'partial',
      /page 2 failed/,
    ],
    [
      'with one entry is partial',
      wednesday,
      digest(listed(1)),
      fresh,
      'partial',
      /lists only 1: a quiet day, or a list cut short/,
    ],
    [
      'with one entry where more are usual is partial',
      wednesday,
      digest(listed(1)),
      { ...fresh, recentSizes: usual },
      'partial',
      /only 1 where 15 are usual/,
    ],
    [
      'with few entries where few are usual is fetched',
      wednesday,
      digest(listed(2)),
      { ...fresh, recentSizes: [4, 3, 5] },
      'fetched',
      null,
    ],
    ['of a weekend with one entry is fetched', saturday, digest(listed(1)), fresh, 'fetched', null],
    [
      'whose entries say an earlier day is stale',
      wednesday,
      digest(listed(12, '2026-05-19')),
      fresh,
      'stale',
      /12 of 12 .* on 2026-05-19/,
    ],
    [
      'whose entries are those of the day before is stale',
      wednesday,
      digest(listed(12)),
      { ...fresh, earlier: { day: '2026-05-19', paperIds: ids(12) } },
      'stale',
      /those of 2026-05-19/,
    ],
    [
      'that repeats a few papers is fetched',
      wednesday,
      digest([...listed(3), ...listed(9, null, 'q')]),
      { ...fresh, earlier: { day: '2026-05-19', paperIds: ids(12) } },
      'fetched',
      null,
    ],
    [
      'that repeats papers but says that they are of this day is fetched',
      wednesday,
      digest(listed(12, wednesday)),
      { ...fresh, earlier: { day: '2026-05-19', paperIds: ids(12) } },
      'fetched',
      null,
    ],
  ]

  test.for(cases)('%s', ([, day, answer, known, state, problem]) => {
    const decision = decideDay(day, saturday, answer, known)
    expect(decision.state).toBe(state)
    if (problem) expect(decision.problem).toMatch(problem)
    else expect(decision.problem).toBeNull()
    expect(decision.isUsable).toBe(state !== 'failed' && state !== 'stale')
  })
})

test('few entries of the present day are not called a quiet day yet', () => {
  expect(decideDay(wednesday, wednesday, digest(listed(1)), fresh)).toMatchObject({
    state: 'partial',
    problem: expect.stringContaining('the day is not over'),
  })
})

describe('a day that was good', () => {
  test.for([failure, digest(listed(9, '2026-05-01')), digest([], { dropped: 4 })])(
    'stays so after %j',
    (answer) => {
      for (const state of ['fetched', 'partial', 'empty'] as const) {
        const decision = decideDay(wednesday, thursday, answer, before(state, state === 'empty' ? 0 : 5))
        expect(decision).toEqual({ state, problem: expect.any(String), isUsable: false })
      }
    },
  )

  test('is partial once the list is shorter, or empty', () => {
    for (const count of [0, 1, 11]) {
      const decision = decideDay(wednesday, thursday, digest(listed(count)), before('fetched', 12))
      expect(decision).toMatchObject({ state: 'partial', isUsable: true })
      expect(decision.problem).toBe(`it lists ${count} where there were 12 before; the earlier ones are kept`)
    }
  })

  test('is fetched again once the list is whole again', () => {
    const decision = decideDay(wednesday, thursday, digest(listed(12)), before('partial', 12))
    expect(decision).toEqual({ state: 'fetched', problem: null, isUsable: true })
  })
})

test('a weekday that is empty so far does not hide that the source fails since', () => {
  expect(decideDay(wednesday, wednesday, failure, before('empty')).state).toBe('failed')
  expect(decideDay(saturday, saturday, failure, before('empty')).state).toBe('empty')
})

describe('whatever is known and whatever comes in', () => {
  const anyDay = fc.constantFrom(wednesday, thursday, saturday)
  const anyIds = fc.uniqueArray(fc.integer({ min: 0, max: 40 }).map((n) => `p${n}`))
  const anyListings = anyIds.chain((some) =>
    fc.tuple(
      ...some.map((id) =>
        fc
          .constantFrom(null, '2026-05-19', wednesday, thursday, saturday)
          .map((listedOn) => ({ paper: { id }, listedOn })),
      ),
    ),
  )
  const anyAnswer: fc.Arbitrary<Answer> = fc.oneof(
    fc.constant(failure),
    fc
      .record({
        listings: anyListings,
        dropped: fc.nat(3),
        incomplete: fc.constantFrom(undefined, 'page 2 failed'),
      })
      .map(({ listings, dropped, incomplete }) =>
        digest(listings, { dropped, ...(incomplete ? { incomplete } : {}) }),
      ),
  )
  const anyKnown: fc.Arbitrary<KnownDay> = fc.record({
    before: fc.option(
      fc.record({
        state: fc.constantFrom(
          'fetched' as const,
          'empty' as const,
          'partial' as const,
          'stale' as const,
          'failed' as const,
        ),
        problem: fc.constant(null),
        paperIds: anyIds.map((some) => new Set(some)),
      }),
    ),
    earlier: fc.option(
      fc.record({ day: fc.constant('2026-05-19'), paperIds: anyIds.map((some) => new Set(some)) }),
    ),
    recentSizes: fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 10 }),
  })

  test('a problem is told exactly when the day is not simply fetched or empty, or an answer was no use', () => {
    fc.assert(
      fc.property(anyDay, anyDay, anyAnswer, anyKnown, (day, today, answer, known) => {
        const { state, problem, isUsable } = decideDay(day, today, answer, known)
        if (isUsable) expect(problem === null).toBe(state === 'fetched' || state === 'empty')
        else expect(problem).not.toBeNull()
      }),
    )
  })

  test('an error is never empty, and papers seen before never make an empty day', () => {
    fc.assert(
      fc.property(anyDay, anyDay, anyAnswer, anyKnown, (day, today, answer, known) => {
        const { state, isUsable } = decideDay(day, today, answer, known)
        if (state !== 'empty') return
        if (isUsable) expect(answer).toMatchObject({ digest: { listings: [], dropped: [] } })
        else expect(known.before?.state).toBe('empty')
        if (isUsable) expect(known.before?.paperIds.size ?? 0).toBe(0)
      }),
    )
  })

  test('stale and failed answers are not used, and only they are not', () => {
    fc.assert(
      fc.property(anyDay, anyDay, anyAnswer, anyKnown, (day, today, answer, known) => {
        const { state, isUsable } = decideDay(day, today, answer, known)
        if (isUsable) expect(['fetched', 'empty', 'partial']).toContain(state)
        else if (!['fetched', 'empty', 'partial'].includes(known.before?.state ?? 'none')) {
          expect(['stale', 'failed']).toContain(state)
        }
      }),
    )
  })
})
