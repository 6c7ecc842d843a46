// Text areas grow with their text, and leaving a page with unsent text asks first.
const areas = [...document.querySelectorAll('textarea:not([readonly])')]

for (const area of areas) {
  const grow = () => {
    area.style.blockSize = 'auto'
    area.style.blockSize = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`
  }
  area.addEventListener('input', grow)
  if (area.value) grow()
}

// Text that came back from the server (a fault, a preview) is unsent too, hence the attribute beside the comparison.
let sending = false
const unsent = (area) => area.value.trim() !== '' && (area.value !== area.defaultValue || 'unsent' in area.dataset)

document.addEventListener('submit', (event) => {
  // Confirmations refuse by preventDefault, which runs before this listener on the document. Another form of the page
  // (the language, a status) leaves the text behind as any link does.
  if (!event.defaultPrevented) sending = areas.every((area) => area.form === event.target || !unsent(area))
})
// Back from the page cache: what was sent then may be edited and lost now.
window.addEventListener('pageshow', () => {
  sending = false
})
window.addEventListener('beforeunload', (event) => {
  if (!sending && areas.some(unsent)) event.preventDefault()
})

// Ctrl or Command with Enter sends, as in every chat; the form's own checks still apply.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.isComposing || !(event.ctrlKey || event.metaKey)) return
  const form = event.target.closest?.('textarea')?.form
  if (!form) return
  const next = event.shiftKey ? form.querySelector('[data-next-submit]') : null
  form.requestSubmit(next ?? form.querySelector('[data-main-submit]') ?? undefined)
})
