// While a title is typed, shows what others asked already. The server sends a finished fragment.
const PAUSE = 300
const SHORTEST = 4

for (const field of document.querySelectorAll('[data-suggest]')) {
  const place = document.getElementById(field.dataset.suggestInto)
  let timer
  let running
  let last = ''

  async function look() {
    const title = field.value.trim()
    if (title === last) return
    last = title
    running?.abort()
    if (title.length < SHORTEST) {
      place.replaceChildren()
      return
    }
    running = new AbortController()
    try {
      const answer = await fetch(`${field.dataset.suggest}?${new URLSearchParams({ title })}`, {
        signal: running.signal,
      })
      if (!answer.ok) return
      place.innerHTML = (await answer.text()).trim()
      // Seen here, so the step between form and posting, which says the same, is not needed.
      const seen = field.form?.elements.seen
      if (seen && place.childElementCount > 0) seen.value = '1'
    } catch {
      // By design: a suggestion is a courtesy. Whatever stops it (no network, a newer keystroke, a busy server) must
      // not put a word of trouble before somebody who is writing to us.
    }
  }

  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(look, PAUSE)
  }
  // Half-composed words of an input method are not words yet.
  field.addEventListener('input', (event) => {
    if (!event.isComposing) later()
  })
  field.addEventListener('compositionend', later)
}
