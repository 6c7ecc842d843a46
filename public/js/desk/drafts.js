// Keeps what is typed in the reply box on the server, a moment after each pause. Another page that is newer wins, and
// this one says so instead of writing over it.
const PAUSE = 1200
const RETRY = 10_000

for (const form of document.querySelectorAll('form[data-draft]')) {
  const field = form.querySelector('[name="draft"]')
  const says = form.querySelector('[data-draft-says]')
  const text = form.querySelector('textarea[name="text"]')
  for (const button of form.querySelectorAll('[data-draft-by-hand]')) button.hidden = true
  let timer
  let running
  let last = serialise()
  let lost = false

  /** All but the files. */
  function words() {
    const data = new FormData(form)
    for (const [name, value] of [...data]) if (typeof value !== 'string' || name === 'draft') data.delete(name)
    return data
  }

  function serialise() {
    return JSON.stringify([...words()])
  }

  async function save() {
    clearTimeout(timer)
    const now = serialise()
    if (lost || now === last || (running && !running.signal.aborted)) return
    running = new AbortController()
    const body = words()
    body.set('draft', field.value)
    try {
      const answer = await fetch(form.dataset.draft, { method: 'POST', body, signal: running.signal })
      const part = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-version]')
      if (!part) throw new TypeError(`a draft was answered with ${answer.status}`)
      says.textContent = part.textContent
      lost = answer.status === 409
      if (lost) return
      field.value = part.dataset.version === '0' ? '' : part.dataset.version
      last = now
      // Kept, so leaving need not ask.
      if (serialise() === now) text.defaultValue = text.value
    } catch (error) {
      if (error.name === 'AbortError') return
      if (!(error instanceof TypeError)) throw error
      says.textContent = form.dataset.notKept
      timer = setTimeout(save, RETRY)
    } finally {
      running = undefined
      if (!lost && serialise() !== last) later()
    }
  }

  function later() {
    clearTimeout(timer)
    timer = setTimeout(save, PAUSE)
  }

  form.addEventListener('input', later)
  form.addEventListener('change', later)
  form.addEventListener('submit', (event) => {
    if (event.defaultPrevented) return
    clearTimeout(timer)
    running?.abort()
  })
  // Leaving in the middle of a word: what the browser can still carry, it carries.
  window.addEventListener('pagehide', () => {
    if (lost || serialise() === last) return
    const body = words()
    body.set('draft', field.value)
    navigator.sendBeacon(form.dataset.draft, body)
  })
}
