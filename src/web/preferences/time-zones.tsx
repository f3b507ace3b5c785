const byRegion = Map.groupBy(Intl.supportedValuesOf('timeZone').filter(isPlace), regionOf)

/** DigestFrame the world once: for pages that must be light, where the script adds the browser's own. */
const common = [
  'Pacific/Honolulu',
  'America/Los_Angeles',
  'America/Denver',
  'America/Chicago',
  'America/New_York',
  'America/Sao_Paulo',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Athens',
  'Africa/Lagos',
  'Africa/Nairobi',
  'Asia/Dubai',
  'Asia/Kolkata',
  'Asia/Singapore',
  'Asia/Shanghai',
  'Asia/Tokyo',
  'Australia/Sydney',
  'Pacific/Auckland',
]

/** UTC and one zone for most hours of the day. */
export function CommonTimeZoneOptions() {
  return ['UTC', ...common].map((zone) => <option key={zone}>{zone}</option>)
}

/** Every place's zone under its region, UTC first. */
export function TimeZoneOptions({ chosen }: { chosen: string | undefined }) {
  const isListed =
    chosen === undefined || chosen === 'UTC' || byRegion.get(regionOf(chosen))?.includes(chosen)
  return (
    <>
      <option>UTC</option>
      {/* Zones have other names too, and what was typed is kept even where there is no such zone. */}
      {!isListed && <option>{chosen}</option>}
      {[...byRegion].map(([region, zones]) => (
        <optgroup key={region} label={region}>
          {zones.map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </optgroup>
      ))}
    </>
  )
}

function isPlace(zone: string): boolean {
  return zone.includes('/') && !zone.startsWith('Etc/')
}

function regionOf(zone: string): string {
  return zone.split('/')[0] ?? zone
}
