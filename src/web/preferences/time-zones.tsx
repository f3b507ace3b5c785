const byRegion = Map.groupBy(Intl.supportedValuesOf('timeZone').filter(isPlace), regionOf)

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
