import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { asciiName, defaultBrand, readBrand } from '../src/config/brand.ts'

const folder = mkdtempSync(join(tmpdir(), 'paperboy-brand-'))

function brandOf(value: unknown, text = JSON.stringify(value)) {
  const path = join(folder, 'brand.json')
  writeFileSync(path, text)
  return readBrand(path)
}

test('without a file the name is Paperboy’s, and a name alone is enough', () => {
  expect(readBrand(null)).toBe(defaultBrand)
  expect(brandOf({ name: ' Lab News ' })).toEqual({ ...defaultBrand, name: 'Lab News' })
})

test('pictures are read from beside the file, and topics come in the catalogue’s order', () => {
  writeFileSync(join(folder, 'logo.svg'), '<svg/>')
  const brand = brandOf({ name: 'Lab', logo: { light: 'logo.svg' }, topics: ['robotics', 'reasoning'] })
  const logo = { type: 'image/svg+xml', extension: '.svg', content: Buffer.from('<svg/>') }
  expect(brand).toMatchObject({ logo: { light: logo, dark: logo }, topics: ['reasoning', 'robotics'] })
})

const colors = (light: string) => ({
  light: { accent: light, link: '#1b3f6b' },
  dark: { accent: '#eda67c', link: '#a9c7ef' },
})

test('colours that are hard to read are refused with their contrast, and which way to go', () => {
  expect(brandOf({ name: 'Lab', colors: colors('#9a3b14') }).colors?.light.accent).toBe('#9a3b14')
  expect(() => brandOf({ name: 'Lab', colors: colors('#e0a080') })).toThrow(
    /colors\.light\.accent: #e0a080 has a contrast of 1\.\d to 1 on the light ground, and text needs 4\.5: choose a darker one/,
  )
})

test.each([
  ['a name that cannot stand in a header', { name: 'Lab <news>' }, /name: must hold no/],
  ['a name of two lines', { name: 'Lab\r\nBcc: x' }, /name: must be one line/],
  ['no name', {}, /name: /],
  ['an unknown field', { name: 'Lab', nmae: 'x' }, /nmae/],
  [
    'a link that runs a script',
    { name: 'Lab', links: [{ label: 'x', url: 'javascript:alert(1)' }] },
    /links\.0\.url/,
  ],
  ['a topic that there is not', { name: 'Lab', topics: ['alchemy'] }, /there is no topic “alchemy”/],
  ['a picture that is not there', { name: 'Lab', favicon: 'none.png' }, /cannot read .*none\.png/],
  ['a file that is no picture', { name: 'Lab', favicon: 'brand.json' }, /is no picture: use \.svg/],
])('%s is refused with the place', (_, value, problem) => {
  expect(() => brandOf(value)).toThrow(problem)
})

test('a file that is no JSON, or is not there, is named', () => {
  expect(() => brandOf(null, '{')).toThrow(/BRAND: cannot read .*brand\.json/)
  expect(() => readBrand(join(folder, 'none.json'))).toThrow(/BRAND: cannot read .*none\.json/)
})

test.each([
  ['Café Müller', 'Cafe Muller'],
  ['论文日报', 'Newsletter'],
])('in headers that programs read, %s is %s', (name, ascii) => {
  expect(asciiName({ ...defaultBrand, name })).toBe(ascii)
})
