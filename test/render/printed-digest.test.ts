import { parseFeed } from 'feedsmith'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { digestJson, digestMarkdown, digestRss } from '../../src/render/printed-digest.ts'
import { digestInput, picked } from './candidates.ts'

const links = {
  preferences: '',
  unsubscribe: '',
  why: '',
  more: '',
  less: '',
  website: '',
  how: '',
  digest: '',
}
const hostile = '[x](https://evil.example) <script>alert(1)</script> & `code`\n# *b*'
const input = digestInput({
  own: { file: null },
  links,
  picks: [
    picked(),
    picked(
      { id: 'arxiv:2605.90002', title: hostile, summary: hostile, pageUrl: null },
      { kind: 'keyword', keyword: 'beads' },
    ),
  ],
})

describe('a printed digest', () => {
  test('in Markdown has each paper once under its reason, and no markup of a paper’s own', () => {
    const text = digestMarkdown(input)
    expect(text.match(/^#+ .*/gm)).toEqual([
      '# Today in two papers',
      '## Because you follow Robotics',
      expect.stringMatching(/^### \[Small hands, .*\]\(https:\/\/huggingface\.co\/papers\/2605\.90001\)$/),
      '## Matches your keyword “beads”',
      expect.stringMatching(/\]\(https:\/\/arxiv\.org\/abs\/2605\.90002\)$/),
    ])
    expect(text).toContain('Wednesday, 20 May 2026. Picked for you from 143 papers.')
    expect(text).not.toMatch(/[^\\]<script|[^\\]\]\(https:\/\/evil/)
  })

  test('in JSON has what a program needs', () => {
    const Printed = z.object({
      papers: z.array(z.object({ id: z.string(), page: z.url(), because: z.string() })),
    })
    const { papers } = Printed.parse(JSON.parse(digestJson(input)))
    expect(papers.map(({ id, because }) => [id, because])).toEqual([
      ['arxiv:2605.90001', 'Because you follow Robotics'],
      ['arxiv:2605.90002', 'Matches your keyword “beads”'],
    ])
  })

  test('in RSS is a feed whose items keep their ids', () => {
    const { format, feed } = parseFeed(digestRss(input))
    expect(format).toBe('rss')
    expect(feed).toMatchObject({
      title: 'Paperboy',
      items: [
        {
          guid: { value: 'arxiv:2605.90001', isPermaLink: false },
          link: 'https://huggingface.co/papers/2605.90001',
        },
        { guid: { value: 'arxiv:2605.90002' }, title: expect.stringContaining('<script>') },
      ],
    })
  })
})
