// One key, one act: data-key="j" on a link, a button or a field. Silent while somebody types.
// A letter is compared by what it types and by where it lies, so that the keys work on a Cyrillic or Arabic keyboard.
const typing = (element) =>
  element.closest?.('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]')

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
  if (typing(event.target)) {
    if (event.key === 'Escape') event.target.blur()
    return
  }
  const names = [event.key.toLowerCase(), event.code.replace(/^Key/, '').toLowerCase()]
  const target = [...document.querySelectorAll('[data-key]')].find(
    (element) => names.includes(element.dataset.key) && element.checkVisibility?.() !== false,
  )
  if (!target) return
  event.preventDefault()
  if (typing(target)) target.focus()
  else target.click()
})
