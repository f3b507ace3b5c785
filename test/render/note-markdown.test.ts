import fc from 'fast-check'
import { renderToStaticMarkup } from 'react-dom/server'
import { createElement } from 'react'
import { describe, expect, test } from 'vitest'
import { EditorNote } from '../../emails/editor-note.tsx'
import { noteLines, noteView } from '../../src/render/editor-note.ts'

const htmlOf = (body: string, sponsor: string | null = null) =>
  renderToStaticMarkup(createElement(EditorNote, noteView({ body, sponsor }, 'en')))
const textOf = (body: string) => noteLines(noteView({ body, sponsor: null }, 'en'))

/** Without what the frame of a note has, and without styles and classes. */
const inner = (body: string) =>
  /<div>(.*)<\/div>/s.exec(htmlOf(body).replace(/ (?:style|class)="[^"]*"/g, ''))?.[1] ?? ''

describe('a note', () => {
  test.each([
    ['One *two* **three**.', '<p>One <em>two</em> <strong>three</strong>.</p>'],
    ['a\n\nb', '<p>a</p><p>b</p>'],
    ['a\nb', '<p>a b</p>'],
    ['a\\\nb', '<p>a<br/>b</p>'],
    ['- a\n- b', '<ul><li><p>a</p></li><li><p>b</p></li></ul>'],
    ['3. a\n4. b', '<ol start="3"><li><p>a</p></li><li><p>b</p></li></ol>'],
    ['- a\n  1. b', '<ul><li><p>a</p><ol start="1"><li><p>b</p></li></ol></li></ul>'],
    [
      '[a **b**](https://x.example/ä?b=1&c)',
      '<p><a href="https://x.example/%C3%A4?b=1&amp;c">a <strong>b</strong></a></p>',
    ],
    ['<https://x.example/>', '<p><a href="https://x.example/">https://x.example/</a></p>'],
    ['[write](mailto:ed@x.example)', '<p><a href="mailto:ed@x.example">write</a></p>'],
    ['AT&amp;T &copy; &#8364;', '<p>AT&amp;T © €</p>'],
  ])('%j is read as Markdown', (body, html) => {
    expect(inner(body)).toBe(html)
  })

  test.each([
    ['<script>alert(1)</script>', '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>'],
    ['<img src=x onerror=alert(1)>', '<p>&lt;img src=x onerror=alert(1)&gt;</p>'],
    ['&lt;b&gt;x&lt;/b&gt;', '<p>&lt;b&gt;x&lt;/b&gt;</p>'],
    ['# not a heading', '<p># not a heading</p>'],
    ['`code` ~~struck~~', '<p>`code` ~~struck~~</p>'],
    ['    indented', '<p>indented</p>'],
    ['[a](https://x.example "on mouse over=\'alert(1)\'")', '<p><a href="https://x.example/">a</a></p>'],
  ])('%j has nothing but text and what is allowed', (body, html) => {
    expect(inner(body)).toBe(html)
  })

  test.each([
    '[a](javascript:alert(1))',
    '[a](JaVaScRiPt:alert(1))',
    '[a](&#106;avascript:alert(1))',
    '[a](java&Tab;script:alert(1))',
    '[a](data:text/html;base64,PHNjcmlwdD4=)',
    '[a](vbscript:x)',
    '[a](http://x.example/)',
    '[a](//x.example/)',
    '[a](/unsubscribe)',
    '[a](https://bank.example@evil.example/)',
    '[a](https://u:p@evil.example/)',
    `[a](https://x.example/${'a'.repeat(600)})`,
    '![a](http://x.example/pixel.png)',
    '[a][ref]\n\n[ref]: javascript:alert(1)',
    '<javascript:alert(1)>',
  ])('%j leads nowhere', (body) => {
    const html = htmlOf(body)
    expect(html).not.toMatch(/<a\b|<img\b/)
    expect(html).toContain('a')
  })

  test('a picture is its text, as a link', () => {
    expect(inner('![a](https://x.example/p.png)')).toBe('<p>!<a href="https://x.example/p.png">a</a></p>')
  })

  test('no character turns the text around it, written or as an entity', () => {
    for (const said of [htmlOf, textOf].map((of) =>
      of('a\u202eb &#x202e;c &#8238;d &#xfeff;\u2066e &#133;f\u2028g\0h'),
    )) {
      expect(said).not.toMatch(/[\u202a-\u202e\u2066-\u2069\ufeff\u2028\u0085\0]/)
    }
    expect(htmlOf('שלום *עולם*')).toContain('dir="auto"')
    expect(htmlOf('x', 'Acme\u202e')).not.toContain('\u202e')
  })

  test('says who pays for it in each language', () => {
    const labels = (['en', 'de', 'zh'] as const).map(
      (language) => noteView({ body: 'x', sponsor: 'Acme' }, language).label,
    )
    expect(labels).toEqual(['Advertisement: Acme', 'Anzeige: Acme', '广告：Acme'])
    expect(noteView({ body: 'x', sponsor: null }, 'de').label).toBe('In eigener Sache')
  })

  test('has each address on a line of its own in plain text, and no line is too wide', () => {
    const long = `https://x.example/${'a'.repeat(90)}`
    const text = textOf(
      `Read [this](${long}) and *${'word '.repeat(30)}*:\n\n- one\n- [two](mailto:ed@x.example)`,
    )
    expect(text.split('\n')).toContain(long)
    expect(text.split('\n')).toContain('mailto:ed@x.example')
    for (const line of text.split('\n')) expect(line === long || line.length <= 72).toBe(true)
    expect(text).toMatch(/\n\* one\n\* two\n/)
  })

  test('whatever is written comes out as allowed elements, and fast', { timeout: 30_000 }, () => {
    const parts = fc.constantFrom(
      '*',
      '**',
      '_',
      '[',
      '](',
      ')',
      '<',
      '>',
      '&#',
      ';',
      '- ',
      '1. ',
      '\n',
      '\n\n',
      '  ',
      '\\',
      '"',
      'javascript:',
      'https://x.example',
      'a',
      '!',
      '`',
    )
    const anyBody = fc.oneof(
      fc.array(parts, { maxLength: 60 }).map((some) => some.join('')),
      fc.string({ unit: 'binary', maxLength: 300 }),
    )
    fc.assert(
      fc.property(anyBody, (body) => {
        const html = htmlOf(body)
        expect(
          [...html.matchAll(/<(\w+)/g)].map(([, name]) => name).filter((name) => !allowed.has(name ?? '')),
        ).toEqual([])
        for (const [, url = ''] of html.matchAll(/href="([^"]*)"/g))
          expect(url).toMatch(/^(?:https:\/\/|mailto:)/)
        expect(html).not.toMatch(/ on\w+="/)
        expect(html.isWellFormed()).toBe(true)
      }),
    )
    const started = performance.now()
    for (const hostile of [
      '['.repeat(10_000),
      '*a'.repeat(5000),
      '- '.repeat(5000),
      '&#1;'.repeat(2500),
      '[a](<'.repeat(2000),
    ]) {
      htmlOf(hostile)
    }
    expect(performance.now() - started).toBeLessThan(15_000)
  })
})

const allowed = new Set('table tbody tr td p div ul ol li strong em a br'.split(' '))
