import { expect, test } from 'vitest'
import { authorFinder, organizationFinder } from '../../src/select/names.ts'

const find = authorFinder([
  'Yann LeCun',
  'Klaus-Robert Müller',
  'Max Mueller',
  'Wei Wang',
  'Wen Wang',
  'Ada B. Lovelace',
])

test.each([
  ['yann lecun', ['yann lecun']],
  ['Y. LeCun', ['yann lecun']],
  ['Lecun', ['yann lecun']],
  ['Klaus-Robert Mueller', ['klaus robert muller']],
  ['K.-R. Müller', ['klaus robert muller']],
  ['Max Müller', ['max mueller']],
  ['Ada Lovelace', ['ada b lovelace']],
])('an author typed as “%s” is found', (typed, keys) => {
  expect(find(typed)).toEqual(keys)
})

test.each(['W. Wang', 'Wang', 'Z. LeCun', 'Mueller', 'Müller', 'Wei', ''])(
  'an author typed as “%s” is nobody, or not one person',
  (typed) => {
    expect(find(typed)).toEqual([])
  },
)

test('an organisation is found without spaces and by its leading words', () => {
  const findOne = organizationFinder(['googledeepmind', 'microsoft research', 'micro'])
  expect(findOne('Google DeepMind')).toEqual(['googledeepmind'])
  expect(findOne('Microsoft')).toEqual(['microsoft research'])
  expect(findOne('Microsoft Research Asia')).toEqual([])
})
