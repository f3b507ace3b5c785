import fc from 'fast-check'
import { catalogue } from '../../emails/locales/catalogue.ts'
import { describe, expect, test } from 'vitest'
import type { Language } from '../../emails/locales/locale.ts'
import { announce } from '../../src/render/digest-subject.ts'
import { digestView } from '../../src/render/digest-view.ts'
import { gistOf } from '../../src/render/paper-view.ts'
import { shortTitle } from '../../src/render/short-title.ts'
import { calendarDay } from '../../src/render/calendar-day.ts'
import { plainLine, shorten } from '../../src/render/shorten.ts'
import { address, columns, wrap } from '../../src/render/wrap.ts'
import { digestInput, picked } from './candidates.ts'

describe('the subject', () => {
  const titled = (...all: string[]) => all.map((title) => picked({ title }))
  const subjectOf = (titles: string[], language: Language = 'en') =>
    announce(digestInput({ picks: titled(...titles), language })).subject
  const short = [
    'VLA-Corrector: fixing policies',
    'Embodied.cpp: inference',
    'ABot-M0.5: a model',
    'Dia: more',
    'E: F',
  ]

  test('is the best papers by name, and how many more', () => {
    expect(subjectOf(short)).toBe('VLA-Corrector, Embodied.cpp, ABot-M0.5 and 2 more')
    expect(subjectOf(short, 'de')).toBe('VLA-Corrector, Embodied.cpp, ABot-M0.5 und 2 weitere')
    expect(subjectOf(short, 'zh')).toBe('VLA-Corrector、Embodied.cpp、ABot-M0.5 等 5 篇')
    expect(subjectOf(short.slice(0, 2))).toBe('VLA-Corrector and Embodied.cpp')
  })

  test('has the day where there is but one name that is no title', () => {
    const long = `VLA-Corrector: ${'many words '.repeat(8)}`
    expect(subjectOf([long])).toBe('VLA-Corrector (20 May 2026)')
    expect(subjectOf(['VLA-Corrector: fixing policies'])).toBe('VLA-Corrector: fixing policies')
    expect(subjectOf(['PRISM: one', 'PRISM: other'])).toBe('PRISM and 1 more (20 May 2026)')
  })

  test('has no line breaks, controls or direction overrides', () => {
    expect(subjectOf(['Evil\r\nBcc : x@example.org\u0000\u202e \u2028 title\ud800'])).toBe(
      'Evil Bcc : x@example.org title',
    )
    expect(subjectOf(['\u0000\r\n'])).toBe('Untitled (20 May 2026)')
  })

  test('passes over a name that does not fit, and never cuts one', () => {
    const words = fc.array(fc.stringMatching(/^[A-Za-z]{1,14}$/), { minLength: 1, maxLength: 14 })
    const title = fc.record({ words, colon: fc.nat(3) }).map(({ words, colon }) => {
      return words.map((word, at) => (at === colon ? `${word}:` : word)).join(' ')
    })
    fc.assert(
      fc.property(fc.array(title, { minLength: 1, maxLength: 9 }), (titles) => {
        const { subject, preheader } = announce(digestInput({ picks: titled(...titles) }))
        expect(subject.length).toBeLessThanOrEqual(60)
        expect(subject).not.toContain('…')
        const [said = ''] = subject.split(/,| and \d| \(/)
        if (preheader.startsWith('Also: ')) expect(preheader.slice(6).split(' · ')).not.toContain(said)
      }),
    )
  })

  test('is followed by the names that it has not, or by what the one paper is about', () => {
    const preheaderOf = (...titles: string[]) => announce(digestInput({ picks: titled(...titles) })).preheader
    expect(preheaderOf(...short)).toBe('Also: Dia · E')
    expect(preheaderOf(`VLA-Corrector: ${'many words '.repeat(6).trim()}`)).toBe(
      'many words '.repeat(6).trim(),
    )
    expect(preheaderOf('Short')).toBe(
      'A robot hand that plays for four hours learns to open jars and to thread beads.',
    )
  })
})

describe('a title’s name', () => {
  test.each([
    ['VLA-Corrector: Fixing Policies in Flight', 'VLA-Corrector', 'Fixing Policies in Flight'],
    ['FlowInOne:Unifying Generation', 'FlowInOne', 'Unifying Generation'],
    ['Re:Form – Reducing Priors', 'Re:Form', 'Reducing Priors'],
    ['Position: Agents Need Names', 'Agents Need Names', ''],
    ['Attention Is All You Need', 'Attention Is All You Need', ''],
    [
      'Are We Done? A Long and Comprehensive Study of Benchmarks',
      'Are We Done?',
      'A Long and Comprehensive Study of Benchmarks',
    ],
    [
      'Generative Refinement Networks for Visual Synthesis of Long Videos',
      'Generative Refinement Networks',
      'for Visual Synthesis of Long Videos',
    ],
    [
      'Qwen3-Omni-Multilingual-Extended-Audio Technical Report',
      'Qwen3-Omni-Multilingual-Extended-Audio',
      'Technical Report',
    ],
    ['读写词典：低资源语言的检索翻译', '读写词典', '低资源语言的检索翻译'],
    ['', '', ''],
  ])('of %j is %j', (title, name, rest) => {
    expect(shortTitle(title)).toEqual({ name, rest })
  })

  test('is never longer than its line, whatever the title', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const title = plainLine(text)
        const { name, rest } = shortTitle(title)
        expect(columns(name)).toBeLessThanOrEqual(38)
        expect(name.length + rest.length).toBeLessThanOrEqual(title.length)
      }),
    )
  })
})

describe('numbers', () => {
  test('have the right plural', () => {
    const upvotes = (language: 'en' | 'de' | 'zh') => [0, 1, 2, 1204].map(catalogue[language].paper.upvotes)
    expect(upvotes('en')).toEqual(['0 upvotes', '1 upvote', '2 upvotes', '1,204 upvotes'])
    expect(upvotes('de')).toEqual(['0 Stimmen', '1 Stimme', '2 Stimmen', '1.204 Stimmen'])
    expect(upvotes('zh')).toEqual(['0 次点赞', '1 次点赞', '2 次点赞', '1,204 次点赞'])
    const one = digestView(digestInput({ consideredCount: 1 }))
    expect([one.headline, one.lede, one.closing]).toEqual([
      'Today in one paper',
      'Picked for you from 1 paper.',
      'That’s the one.',
    ])
    expect(digestView(digestInput({ cadence: 'weekly' })).headline).toBe('The week in one paper')
  })

  test('are left out where there is nothing to count', () => {
    const quiet = picked({ signals: { upvotes: 0, comments: 3, stars: null } })
    const [group] = digestView(digestInput({ picks: [picked(), quiet] })).groups
    expect(group?.papers[0]?.byline).toBe('Institute for Patient Machines (212\u00a0upvotes)')
    const alone = digestView(digestInput({ picks: [quiet] })).groups[0]?.papers[0]
    expect(alone?.byline).toBe('Institute for Patient Machines')
  })
})

describe('papers', () => {
  test('stand under what they came for, the best group first and the best in it first', () => {
    const picks = [
      picked({ title: 'A' }, { kind: 'keyword', keyword: 'jars' }),
      picked({ title: 'B' }),
      picked({ title: 'C' }, { kind: 'keyword', keyword: 'jars', matched: 'jar' }),
      picked({ title: 'D' }),
      picked({ title: 'E' }, { kind: 'discovery' }),
    ]
    const { groups } = digestView(digestInput({ picks }))
    const shown = groups.map(({ title, papers }) => [
      title,
      ...papers.map((one) => [one.title, one.size, one.reason]),
    ])
    expect(shown).toEqual([
      [
        'Matches your keyword “jars”',
        ['A', 'lead', null],
        ['C', 'medium', 'Matches your keyword “jars” as “jar”'],
      ],
      ['Because you follow Robotics', ['B', 'medium', null], ['D', 'small', null]],
      ['Popular outside your topics', ['E', 'small', 'More upvotes than nine in ten papers its age']],
    ])
  })

  test('need no list before them where there are one or two', () => {
    const of = (count: number) =>
      digestView(digestInput({ picks: Array.from({ length: count }, () => picked()) }))
    expect([1, 2, 3].map((count) => of(count).hasContents)).toEqual([false, false, true])
  })
})

test.each([
  ['This paper introduces Foo, a method that folds paper.', 'A method that folds paper.'],
  ['We propose a method that folds paper.', 'A method that folds paper.'],
  ['FrameSkip is a data-layer method.', 'A data-layer method.'],
  ['Robots fold paper.', 'Robots fold paper.'],
])('the gist of %j is %j', (summary, gist) => {
  expect(gistOf(summary)).toBe(gist)
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
    expect(view.groups[0]?.papers[0]?.summary).toBe(
      'We let a robot hand play for four hours, e.g. with jars and beads.',
    )
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
