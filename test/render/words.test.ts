import { catalogue } from '../../emails/locales/catalogue.ts'
import { describe, expect, test } from 'vitest'
import { digestSubject, digestView } from '../../src/render/digest-view.ts'
import { calendarDay } from '../../src/render/calendar-day.ts'
import { plainLine, shorten } from '../../src/render/shorten.ts'
import { address, wrap } from '../../src/render/wrap.ts'
import { digestInput, picked } from './candidates.ts'

describe('the subject', () => {
  const titles = (...all: string[]) => all.map((title) => picked({ title }))

  test('is the first paper and how many more', () => {
    expect(digestSubject(titles('Alone'), 'en')).toBe('Alone')
    expect(digestSubject(titles('First', 'second'), 'en')).toBe('First and 1 more paper')
    expect(digestSubject(titles('First', 'second', 'third'), 'en')).toBe('First and 2 more papers')
  })

  test('cuts a long title at a word', () => {
    const long = 'Capability-oriented long context reinforcement learning with many tasks and their alignment'
    expect(digestSubject(titles(long, 'second'), 'en')).toBe(
      'Capability-oriented long context reinforcement learning… and 1 more paper',
    )
  })

  test('has no line breaks, controls or direction overrides', () => {
    expect(digestSubject(titles('Evil\r\nBcc: x@example.org\u0000\u202e \u2028 title\ud800'), 'en')).toBe(
      'Evil Bcc: x@example.org title',
    )
    expect(digestSubject(titles('\u0000\r\n'), 'en')).toBe('Untitled')
  })
})

describe('numbers', () => {
  test('have the right plural', () => {
    const upvotes = (language: 'en' | 'de' | 'zh') => [0, 1, 2, 1204].map(catalogue[language].paper.upvotes)
    expect(upvotes('en')).toEqual(['0 upvotes', '1 upvote', '2 upvotes', '1,204 upvotes'])
    expect(upvotes('de')).toEqual(['0 Stimmen', '1 Stimme', '2 Stimmen', '1.204 Stimmen'])
    expect(upvotes('zh')).toEqual(['0 次点赞', '1 次点赞', '2 次点赞', '1,204 次点赞'])
    const one = digestView(digestInput({ consideredCount: 1 }))
    expect([one.headline, one.lede, one.closing, one.totals]).toEqual([
      'Today in one paper',
      'Picked for you from 1 paper.',
      'That’s the one.',
      '1 paper out of 1, from topics you follow.',
    ])
  })

  test('are left out where there is nothing to count', () => {
    const quiet = picked({ signals: { upvotes: 0, comments: 0, stars: null }, topics: {} })
    expect(digestView(digestInput({ picks: [quiet] })).papers[0]?.details).toEqual([
      'listed\u00a020\u00a0May',
    ])
  })

  test('add up to all papers', () => {
    const picks = [
      picked(),
      picked(),
      picked({}, { kind: 'keyword', keyword: 'jars' }),
      picked({}, { kind: 'discovery' }),
    ]
    expect(digestView(digestInput({ picks, consideredCount: 1204, cadence: 'weekly' }))).toMatchObject({
      headline: 'The week in four papers',
      totals:
        '4 papers out of 1,204: 2 from topics you follow, 1 for your keywords and 1 from outside your topics.',
    })
  })
})

test('a date is the subscriber’s, on both sides of midnight and of the date line', () => {
  const at = new Date('2026-12-31T23:30:00Z')
  expect(calendarDay('en', at, 'UTC')).toEqual({ weekday: 'Thursday', date: '31 December 2026' })
  expect(calendarDay('en', at, 'Europe/Berlin')).toEqual({ weekday: 'Friday', date: '1 January 2027' })
  expect(calendarDay('en', at, 'Pacific/Kiritimati').date).toBe('1 January 2027')
  expect(calendarDay('en', at, 'America/Los_Angeles').date).toBe('31 December 2026')
})

test('a date is in the subscriber’s language', () => {
  const at = new Date('2026-05-20T05:00:00Z')
  expect(calendarDay('de', at, 'UTC')).toEqual({ weekday: 'Mittwoch', date: '20. Mai 2026' })
  expect(calendarDay('zh', at, 'UTC')).toEqual({ weekday: '星期三', date: '2026年5月20日' })
})

describe('shortening', () => {
  test('leaves what fits', () => {
    expect(shorten('  two\n words ', { chars: 9 })).toBe('two words')
  })

  test('keeps together what readers see as one character', () => {
    expect(shorten('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', { chars: 18 })).toBe('👩‍👩‍👧👩‍👩‍👧…')
    expect(shorten(`a${'\u0301'.repeat(99)}`, { chars: 20 })).toBe('…')
  })

  test('counts bytes where they matter', () => {
    expect(shorten('大'.repeat(50), { chars: 100, bytes: 100 })).toBe(`${'大'.repeat(10)}…`)
  })

  test('keeps joiners and marks that scripts need', () => {
    expect(plainLine('می\u200cخواهم \u200f')).toBe('می\u200cخواهم \u200f')
  })

  test('falls back to the abstract where a paper has no summary', () => {
    const view = digestView(digestInput({ picks: [picked({ summary: null })] }))
    expect(view.papers[0]?.summary).toBe('We let a robot hand play for four hours, e.g. with jars and beads.')
  })
})

describe('text lines', () => {
  test('break at 72 columns, CJK counting double', () => {
    expect(
      wrap('word '.repeat(30).trim())
        .split('\n')
        .map((line) => line.length),
    ).toEqual([69, 69, 9])
    expect(wrap('大'.repeat(40))).toBe(`${'大'.repeat(36)}\n${'大'.repeat(4)}`)
  })

  test('never break an address', () => {
    expect(address('PDF', 'https://arxiv.org/pdf/2605.90001')).toBe(
      'PDF      https://arxiv.org/pdf/2605.90001',
    )
    const long = `https://example.org/${'a'.repeat(100)}`
    expect(address('PDF', long)).toBe(`PDF\n${long}`)
  })
})
