// Light or dark by the reader's choice, kept in this browser alone. Without a choice the style sheet follows the device.
const root = document.documentElement

// A browser that keeps nothing (storage refused) throws a SecurityError on the mere mention of localStorage.
function read() {
  try {
    return localStorage.getItem('theme')
  } catch (error) {
    if (error instanceof DOMException) return null
    throw error
  }
}

function write(theme) {
  try {
    localStorage.setItem('theme', theme)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}

function apply(theme) {
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme
  else delete root.dataset.theme
}

function wire() {
  const box = document.querySelector('[data-theme-switch]')
  if (!box) return
  const buttons = [...box.querySelectorAll('button')]
  const show = (theme) => {
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.value === theme))
  }
  show(root.dataset.theme ?? 'auto')
  box.hidden = false
  box.addEventListener('click', (event) => {
    const button = event.target.closest('button')
    if (!button) return
    apply(button.value)
    write(button.value)
    show(button.value)
  })
}

apply(read())
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', wire)
else wire()
