// Puts the browser's time zone into a form where nobody has chosen one yet. Without scripts it stays UTC.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
const field = document.querySelector('[name=timeZone][data-detect]')
if (field && zone) {
  if (field.options && ![...field.options].some((option) => option.value === zone))
    field.add(new Option(zone, zone))
  field.value = zone
  field.disabled = false
}

// Shows below the form what its choice would bring, while it is made. Without scripts, a button does it.
const form = document.querySelector('form[data-preview]')
if (form) {
  const showsPreview = form.querySelector('button[value=preview]')
  if (showsPreview) showsPreview.hidden = true
  let timer
  let latest = 0
  const show = async () => {
    const asked = ++latest
    const body = new URLSearchParams(new FormData(form))
    body.set('button', 'preview')
    const answer = await fetch(form.action, { method: 'POST', body })
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const [before, after] = [document, page].map((one) => one.getElementById('preview'))
    // While something does not fit, what fitted last stays.
    if (asked === latest && before && after) before.replaceWith(after)
  }
  form.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      show().catch(() => {})
    }, 700)
  })
}
