// Small courtesies of forms: ask before what cannot be undone, send a filter as soon as it is chosen, send once.
document.addEventListener(
  'submit',
  (event) => {
    const words = event.submitter?.dataset.confirm ?? event.target.dataset.confirm
    if (words && !window.confirm(words)) event.preventDefault()
  },
  // Before the others, so that they see the refusal.
  true,
)

for (const form of document.querySelectorAll('form[data-auto-submit]')) {
  for (const button of form.querySelectorAll('[data-without-script]')) button.hidden = true
  form.addEventListener('change', () => form.requestSubmit())
}

// The server keeps a second click from becoming a second ticket; this keeps the reader from wondering.
for (const form of document.querySelectorAll('form[data-once]')) {
  form.addEventListener('submit', (event) => {
    if (event.defaultPrevented || event.submitter?.dataset.preview) return
    // A disabled button would not be part of what is sent: after this turn it may be.
    setTimeout(() => {
      for (const button of form.querySelectorAll('button:not([type="button"])')) button.disabled = true
    })
  })
  window.addEventListener('pageshow', () => {
    for (const button of form.querySelectorAll('button:disabled')) button.disabled = false
  })
}
