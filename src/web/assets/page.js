// Puts the browser's time zone into a form where nobody has chosen one yet. Without scripts it stays UTC.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
const field = document.querySelector('[name=timeZone][data-detect]')
if (field && zone) {
  if (field.options && ![...field.options].some((option) => option.value === zone))
    field.add(new Option(zone, zone))
  field.value = zone
  field.disabled = false
}

// Copies what stands in another element. Without scripts, people mark and copy it themselves.
for (const button of document.querySelectorAll('button[data-copy]')) {
  const source = document.getElementById(button.dataset.copy)
  if (!source || !navigator.clipboard) continue
  button.hidden = false
  const label = button.textContent
  const copy = async () => {
    await navigator.clipboard.writeText(source.textContent)
    button.textContent = button.dataset.copied
    setTimeout(() => (button.textContent = label), 2000)
  }
  button.addEventListener('click', () => {
    copy().catch(() => {})
  })
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
    if (asked !== latest) return
    for (const id of ['preview', 'keywords-counts', 'authors-counts', 'organizations-counts']) {
      const [before, after] = [document, page].map((one) => one.getElementById(id))
      // While something does not fit, what fitted last stays.
      if (before && after) before.replaceWith(after)
    }
  }
  form.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      show().catch(() => {})
    }, 700)
  })
}

// Completes each name of a list with commas. Without scripts, browsers complete the first one.
for (const field of document.querySelectorAll('input[list]')) {
  const names = [...field.list.options].map(({ value }) => value)
  let start = ''
  field.addEventListener('input', () => {
    const before = /^(?:.*,\s*)?/.exec(field.value)[0]
    if (before === start) return
    start = before
    field.list.replaceChildren(...names.map((name) => new Option('', before + name)))
  })
}

// Keys for those who read with them: j and k go from paper to paper, / searches, ? shows what there is.
const help = document.getElementById('keys')
const titles = [...document.querySelectorAll('.paper-title a, .brief a')]
const keys = {
  j: () => step(1),
  k: () => step(-1),
  '/': () => document.querySelector('[name=q][type=search]')?.focus(),
  '?': () => help?.togglePopover(),
}

function step(by) {
  const at = titles.indexOf(document.activeElement)
  const next = titles[at < 0 ? (by > 0 ? 0 : titles.length - 1) : at + by]
  next?.focus()
  next?.scrollIntoView({ block: 'center' })
}

document.addEventListener('keydown', (event) => {
  const isTyping = event.target.closest?.('input, select, textarea, [contenteditable]')
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return
  event.preventDefault()
  keys[event.key]()
})
