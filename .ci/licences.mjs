// Lists the licences of all packages that production installs, from package-lock.json and what is installed; needs no network.
// Fails where one is not on the list. With --all, a line for each package; --dev, those for development too.
import { existsSync, readFileSync } from 'node:fs'

/** They ask for no more than that their notice is kept. */
const allowed = new Set(
  'MIT MIT-0 ISC BSD-2-Clause BSD-3-Clause 0BSD Apache-2.0 BlueOak-1.0.0 CC0-1.0 Unlicense Python-2.0 PSF-2.0'.split(
    ' ',
  ),
)

/** What packages say in a file, and not in their package.json. */
const saidElsewhere = { 'typeahead@0.2.2': 'Apache-2.0' }

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const withDev = process.argv.includes('--dev')
const found = Object.entries(packages)
  .filter(([path, { dev, devOptional, link }]) => path !== '' && !link && (withDev || (!dev && !devOptional)))
  .map(([path, { version, license }]) => ({
    name: path.replace(/^.*node_modules\//, ''),
    version,
    license: installedLicence(path) ?? license,
  }))
  .map((one, _, all) => ({ ...one, licence: one.license ?? licenceElsewhere(one, all) ?? 'unknown' }))

if (process.argv.includes('--all'))
  for (const { name, version, licence } of found) console.log(`${name}@${version}  ${licence}`)
const byLicence = Object.entries(
  found.reduce((groups, one) => ({ ...groups, [one.licence]: [...(groups[one.licence] ?? []), one] }), {}),
)
for (const [licence, own] of byLicence.sort((a, b) => b[1].length - a[1].length))
  console.log(
    `${String(own.length).padStart(4)}  ${licence}${own.length > 3 ? '' : `  (${own.map((one) => one.name).join(', ')})`}`,
  )
const refused = withDev ? [] : found.filter(({ licence }) => !isAllowed(licence))
for (const { name, version, licence } of refused)
  console.error(`${name}@${version}: ${licence} is not on the list of licences in .ci/licences.mjs`)
console.log(`${found.length} packages, ${refused.length} problems`)
process.exit(refused.length === 0 ? 0 : 1)

function installedLicence(path) {
  const file = `${path}/package.json`
  if (!existsSync(file)) return undefined
  const { license, licenses } = JSON.parse(readFileSync(file, 'utf8'))
  const one = license ?? licenses?.map(({ type }) => type).join(' OR ')
  return typeof one === 'object' ? one.type : one
}

/** Packages of other platforms are not installed: they have the licence of the one for this platform. */
function licenceElsewhere({ name, version }, all) {
  const [scope] = name.split('/')
  const sibling = all.find(
    (one) => one.name.startsWith(`${scope}/`) && one.version === version && one.license,
  )
  return saidElsewhere[`${name}@${version}`] ?? (name.startsWith('@') ? sibling?.license : undefined)
}

/** Of an SPDX expression: one of what OR joins, all of what AND joins. */
function isAllowed(expression) {
  return expression
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => allowed.has(one.trim())))
}
