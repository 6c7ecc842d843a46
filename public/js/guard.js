// Says beneath a text what in it looks private, before it is sent. Without script the server asks in a step of its own.
const IDLE_MS = 1500

for (const place of document.querySelectorAll('[data-guard]')) {
  const area = document.getElementById(place.dataset.guard)
  const { form } = area
  let timer
  let asked = ''

  const look = async () => {
    const typed = new FormData(form)
    const isPrivate = typed.get('visibility') === 'private'
    const text = ['title', 'text', 'name', 'email'].map((name) => [name, isPrivate ? '' : (typed.get(name) ?? '')])
    const body = new URLSearchParams(text).toString()
    if (body === asked) return
    asked = body
    if (isPrivate || area.value.trim() === '') {
      place.replaceChildren()
      return
    }
    // What somebody has unticked stays so.
    const boxes = new URLSearchParams(
      [...typed].filter(([name]) => name === 'guarded' || name.startsWith('hide_')),
    ).toString()
    try {
      const answer = await fetch('/look-over', { method: 'POST', body: new URLSearchParams(`${body}&${boxes}`) })
      if (!answer.ok || body !== asked) return
      const html = await answer.text()
      place.innerHTML = html.trim()
    } catch (error) {
      // The network is away: the server asks when the text arrives.
      if (!(error instanceof TypeError)) throw error
    }
  }

  form.addEventListener('input', (event) => {
    if (event.isComposing || place.contains(event.target)) return
    clearTimeout(timer)
    timer = setTimeout(look, IDLE_MS)
  })
  form.addEventListener('change', (event) => {
    if (place.contains(event.target)) return
    clearTimeout(timer)
    look()
  })
}
