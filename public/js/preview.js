// Shows a text as it will look, without leaving the page. Without script the same button posts the whole form.
function sentence(place, words) {
  const paragraph = document.createElement('p')
  paragraph.textContent = words
  place.replaceChildren(paragraph)
}

for (const button of document.querySelectorAll('[data-preview]')) {
  const area = document.getElementById(button.dataset.preview)
  const box = document.getElementById(`${button.dataset.preview}-preview`)
  const place = box.querySelector('.prose')
  button.setAttribute('aria-expanded', String(!box.hidden))

  button.addEventListener('click', async (event) => {
    event.preventDefault()
    if (!box.hidden) {
      box.hidden = true
      button.setAttribute('aria-expanded', 'false')
      area.focus()
      return
    }
    box.hidden = false
    button.setAttribute('aria-expanded', 'true')
    if (area.value.trim() === '') {
      sentence(place, button.dataset.empty)
      return
    }
    try {
      const answer = await fetch(button.dataset.previewUrl ?? '/preview', {
        method: 'POST',
        body: new URLSearchParams({ text: area.value }),
      })
      if (!answer.ok) throw new TypeError(`preview answered ${answer.status}`)
      // Made and cleaned by the same function that makes the published text.
      place.innerHTML = await answer.text()
    } catch (error) {
      // fetch says TypeError when the network fails; so do we for an answer that is no preview.
      if (!(error instanceof TypeError)) throw error
      sentence(place, button.dataset.failed)
    }
  })
}
