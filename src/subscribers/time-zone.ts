/** @returns the zone's name as the runtime writes it, or undefined where there is none of that name */
export function knownTimeZone(name: string): string | undefined {
  // The runtime takes offsets like +02:00 too, but those know no daylight saving.
  if (!/^[A-Za-z]/.test(name)) return undefined
  const known = timeZones.get(name.toLowerCase())
  if (known) return known
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions()
    timeZones.set(name.toLowerCase(), timeZone)
    return timeZone
  } catch {
    return undefined
  }
}

/**
 * A zone to write times in: UTC in the place of one that this runtime does not know, which a row may have from a newer one.
 */
export function zoneOrUtc(name: string): string {
  return knownTimeZone(name) === undefined ? 'UTC' : name
}

/** By lower-case name, which bounds them: to ask the runtime each time takes a tenth of a millisecond and much memory. */
const timeZones = new Map<string, string>()
