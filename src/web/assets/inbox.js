// The list: asks for itself again and shows what has changed. Without scripts, reloading does it.
const pollMs = 1500
const parts = ['inbox-count', 'inbox']

const replaceChanged = (page) => {
  for (const id of parts) {
    const [shown, fresh] = [document, page].map((one) => one.getElementById(id))
    if (!shown || !fresh || shown.innerHTML === fresh.innerHTML) continue
    const focused = shown.contains(document.activeElement) ? document.activeElement : null
    const selector = focused?.matches('a') ? `a[href="${focused.getAttribute('href')}"]` : 'button'
    // The element itself stays: screen readers announce what changes inside of it.
    shown.replaceChildren(...fresh.childNodes)
    if (focused) shown.querySelector(selector)?.focus()
  }
}

const poll = async () => {
  const answer = await fetch(location.href)
  if (answer.ok) replaceChanged(new DOMParser().parseFromString(await answer.text(), 'text/html'))
}

if (document.getElementById('inbox')) {
  let timer
  const pollRepeatedly = () => {
    // The service may be starting again.
    const polled = document.hidden ? Promise.resolve() : poll().catch(() => {})
    void polled.then(() => {
      clearTimeout(timer)
      timer = setTimeout(pollRepeatedly, pollMs)
    })
  }
  pollRepeatedly()
  document.addEventListener('visibilitychange', pollRepeatedly)
}

// One mail: who looks at it has read it. Without scripts, the button does it.
const markRead = document.querySelector('button[data-submit-by-itself]')
if (markRead) {
  const body = new URLSearchParams({ [markRead.name]: markRead.value })
  fetch(markRead.form.action, { method: 'POST', body, redirect: 'manual' })
    .then(() => markRead.remove())
    .catch(() => {})
}
