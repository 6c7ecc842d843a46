// The picker of articles in the reply box: finds while one types, and lifts what is ticked above the search.
const PAUSE = 250

for (const picker of document.querySelectorAll('[data-picker]')) {
  const field = picker.querySelector('input[type="search"]')
  const button = picker.querySelector('button')
  const offer = picker.querySelector('.pick-offer')
  const picked = picker.querySelector('.picked')
  let timer
  let running

  // A finished fragment; what is picked already is not offered again.
  function show(html) {
    offer.innerHTML = html
    for (const row of offer.querySelectorAll('[data-article]')) {
      if (picked.querySelector(`[data-article="${row.dataset.article}"]`)) row.remove()
    }
  }

  async function find() {
    clearTimeout(timer)
    running?.abort()
    running = new AbortController()
    const url = `${picker.dataset.picker}&${new URLSearchParams({ q: field.value })}`
    try {
      const answer = await fetch(url, { signal: running.signal })
      if (answer.ok) show(await answer.text())
    } catch (error) {
      // A newer keystroke, or no network: the button beside the field still asks the server in the old way.
      if (error.name !== 'AbortError' && !(error instanceof TypeError)) throw error
    }
  }

  field.addEventListener('input', (event) => {
    clearTimeout(timer)
    if (!event.isComposing) timer = setTimeout(find, PAUSE)
  })
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return
    // Enter looks for articles; it must never send half a reply.
    event.preventDefault()
    find()
  })
  // By arrows from the field to what was found and back; Enter ticks too, since it must not send.
  picker.addEventListener('keydown', (event) => {
    const boxes = [...offer.querySelectorAll('input[type="checkbox"]')]
    const at = boxes.indexOf(event.target)
    if (event.isComposing || (at < 0 && event.target !== field)) return
    if (event.key === 'ArrowDown') (boxes[at + 1] ?? event.target).focus()
    else if (event.key === 'ArrowUp' && at >= 0) (boxes[at - 1] ?? field).focus()
    else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && at >= 0) event.target.click()
    else return
    event.preventDefault()
  })
  button.addEventListener('click', (event) => {
    event.preventDefault()
    find()
  })
  picker.addEventListener('change', (event) => {
    const row = event.target.closest('[data-article]')
    if (!row) return
    const lists = { true: picked, false: offer }
    const place = lists[event.target.checked]
    if (!place.querySelector('ul')) place.innerHTML = '<ul class="pick-list"></ul>'
    place.querySelector('ul').append(row)
    event.target.focus()
  })
}
