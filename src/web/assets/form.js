// Puts the browser's time zone into a form where nobody has chosen one yet. Without scripts it stays UTC.
const select = document.querySelector('select[data-detect]')
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
if (select && zone) {
  const isListed = [...select.options].some((option) => option.value === zone)
  if (!isListed) select.add(new Option(zone, zone))
  select.value = zone
}
