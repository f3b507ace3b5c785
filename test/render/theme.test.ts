import { expect, test } from 'vitest'
import { dark, headStyles, light } from '../../emails/theme.ts'

test.each([
  ['light', light],
  ['dark', dark],
])('%s text has a contrast of 4.5:1 on everything that it stands on', (_, theme) => {
  for (const text of [theme.ink, theme.muted, theme.link, theme.accent]) {
    expect(contrast(text, theme.ground)).toBeGreaterThan(4.5)
  }
  expect(contrast(theme.ink, theme.tint)).toBeGreaterThan(4.5)
  expect(contrast(theme.onButton, theme.button)).toBeGreaterThan(4.5)
})

test('the head styles stay far below the 16 kB that Gmail reads', () => {
  expect(headStyles.length).toBeLessThan(2000)
})

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((one, other) => one - other)
  return (high + 0.05) / (low + 0.05)
}

/** As WCAG 2 has it. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
