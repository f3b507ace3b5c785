// Solves the sum that the subscribe form asks for: the number that, after the salt, has the given hash. The same file is
// the page's script and the worker that does the work, so that the page stays quick.
if (typeof document === 'undefined') {
  onmessage = async ({ data: { salt, challenge, max } }) => {
    const encoder = new TextEncoder()
    for (let number = 0; number <= max; number++) {
      const hash = await crypto.subtle.digest('SHA-256', encoder.encode(salt + number))
      const hex = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')
      if (hex === challenge) return postMessage(number)
    }
  }
} else {
  const field = document.querySelector('input[data-salt]')
  const button = field?.form?.querySelector('button[type=submit]')
  if (field && button) {
    const { salt, challenge, max, signature } = field.dataset
    button.disabled = true
    const worker = new Worker(document.currentScript.src)
    worker.onmessage = ({ data: number }) => {
      field.value = btoa(JSON.stringify({ algorithm: 'SHA-256', challenge, number, salt, signature }))
      button.disabled = false
      worker.terminate()
    }
    worker.onerror = () => {
      button.disabled = false
    }
    worker.postMessage({ salt, challenge, max: Number(max) })
  }
}
