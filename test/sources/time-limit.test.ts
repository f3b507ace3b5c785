import { expect, test } from 'vitest'
import { tryEach } from '../../src/sources/time-limit.ts'

const limitMs = 40

test('an entry that computes for longer than its limit fails alone', () => {
  const compute = (entry: string) => {
    if (entry === 'hostile') for (;;);
    return entry
  }
  expect(tryEach(['before', 'hostile', 'after'], limitMs, compute)).toEqual([
    { kind: 'done', value: 'before' },
    { kind: 'failed', reason: 'took longer than 0.04 s to read' },
    { kind: 'done', value: 'after' },
  ])
})

test('an entry during which others have the machine is given the time that it needs', () => {
  const cell = new Int32Array(new SharedArrayBuffer(4))
  // Time passes, and nothing is computed.
  const wait = (entry: number) => Atomics.wait(cell, 0, 0, entry * limitMs)
  expect(tryEach([0.1, 3, 0.1], limitMs, wait)).toEqual([
    { kind: 'done', value: 'timed-out' },
    { kind: 'done', value: 'timed-out' },
    { kind: 'done', value: 'timed-out' },
  ])
})
