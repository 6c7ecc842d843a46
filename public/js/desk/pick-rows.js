// Ticking rows of the queue: x ticks the one that has the focus, Shift takes all between, one box ticks the whole page.
const form = document.querySelector('#bulk')
const every = form.querySelector('[data-every]')
const told = form.querySelector('[data-picked]')
const boxes = () => [...document.querySelectorAll('.q-pick')]
let last

every.closest('label').hidden = false

function count() {
  const all = boxes()
  const picked = all.filter((box) => box.checked).length
  every.checked = picked > 0 && picked === all.length
  every.indeterminate = picked > 0 && picked < all.length
  const text = picked > 0 ? new Intl.NumberFormat(document.documentElement.lang).format(picked) : ''
  if (told.textContent !== text) told.textContent = text
  told.hidden = picked === 0
}

every.addEventListener('change', () => {
  for (const box of boxes()) box.checked = every.checked
  count()
})

document.addEventListener('click', (event) => {
  if (!event.target.matches?.('.q-pick')) return
  const all = boxes()
  const [from, to] = [all.indexOf(last), all.indexOf(event.target)]
  if (event.shiftKey && from >= 0) {
    for (const box of all.slice(Math.min(from, to), Math.max(from, to) + 1)) box.checked = event.target.checked
  }
  last = event.target
  count()
})
document.addEventListener('change', (event) => event.target.matches?.('.q-pick') && count())

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
    return
  if (event.code !== 'KeyX' || document.querySelector('[data-keys-off], dialog[open]')) return
  if (event.target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable]')) return
  const row = event.target.closest('.q-row') ?? document.querySelector('.q-row')
  const box = row?.querySelector('.q-pick')
  if (!box) return
  event.preventDefault()
  row.querySelector('[data-row]').focus()
  box.click()
})

document.addEventListener('desk:swapped', count)
// Back by the browser's own button: the boxes are as one left them.
window.addEventListener('pageshow', count)
count()
