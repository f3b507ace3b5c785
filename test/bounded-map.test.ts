import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BoundedMap } from '../src/bounded-map.ts'

test('a bounded map never holds more than its limit, and always what was set last', () => {
  const writes = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer()))
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), writes, (limit, all) => {
      const map = new BoundedMap<number, number>(limit)
      for (const [key, value] of all) {
        const before = map.has(key) ? map.size : null
        map.set(key, value)
        expect(map.get(key)).toBe(value)
        expect(map.size).toBeLessThanOrEqual(limit)
        if (before !== null) expect(map.size).toBe(before)
      }
    }),
  )
})
