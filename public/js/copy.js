// Copies an address to keep. The button stays hidden where the browser has no clipboard (plain http): there the field
// selects itself when touched, and copying is the reader's own two keys.
for (const field of document.querySelectorAll('[data-select]')) {
  field.addEventListener('focus', () => field.select())
}

for (const button of document.querySelectorAll('[data-copy]')) {
  const field = document.getElementById(button.dataset.copy)
  const label = button.querySelector('span') ?? button
  const before = label.textContent
  button.hidden = !navigator.clipboard
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(field.value)
    } catch (error) {
      // Refused by the reader or the browser: the field is selected, ready for the keyboard.
      if (!(error instanceof DOMException)) throw error
      field.focus()
      return
    }
    label.textContent = button.dataset.copied
    setTimeout(() => {
      label.textContent = before
    }, 2000)
  })
}
