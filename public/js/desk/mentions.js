// "@" in a note offers the colleagues: by arrows and Enter, by Tab, by a click. A reply to a customer has none of it.
const MOST = 6

for (const form of document.querySelectorAll('form[data-colleagues]')) {
  const names = JSON.parse(form.dataset.colleagues)
  const text = form.querySelector('textarea[name="text"]')
  const list = document.createElement('ul')
  list.className = 'mention-list'
  list.id = 'mention-list'
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', form.dataset.wordColleagues)
  list.hidden = true
  text.after(list)
  let at = 0

  const isNote = () => form.querySelector('[name="mode"]:checked')?.value === 'note'

  /** What stands between the @ before the caret and the caret. */
  function begun() {
    const before = text.value.slice(0, text.selectionStart)
    return /(?:^|[^\p{L}\p{N}._%+-])@([\p{L}\p{N}'’. -]{0,40})$/u.exec(before)?.[1]
  }

  function close() {
    list.hidden = true
    text.removeAttribute('aria-activedescendant')
    text.removeAttribute('aria-controls')
  }

  function mark() {
    for (const [index, option] of [...list.children].entries())
      option.setAttribute('aria-selected', String(index === at))
    text.setAttribute('aria-activedescendant', list.children[at].id)
  }

  function offer() {
    const word = isNote() ? begun() : undefined
    const fitting =
      word === undefined
        ? []
        : names
            .filter((name) => name.toLocaleLowerCase().startsWith(word.toLocaleLowerCase()) && name !== word)
            .slice(0, MOST)
    if (fitting.length === 0) return close()
    list.replaceChildren(
      ...fitting.map((name, index) => {
        const option = document.createElement('li')
        option.id = `mention-${index}`
        option.setAttribute('role', 'option')
        option.dir = 'auto'
        option.textContent = name
        // Before the text loses the focus.
        option.addEventListener('pointerdown', (event) => {
          event.preventDefault()
          take(name)
        })
        return option
      }),
    )
    at = 0
    list.hidden = false
    text.setAttribute('aria-controls', list.id)
    mark()
  }

  function take(name) {
    const caret = text.selectionStart
    const start = caret - begun().length
    text.setRangeText(`${name} `, start, caret, 'end')
    close()
    text.dispatchEvent(new Event('input', { bubbles: true }))
  }

  text.addEventListener('input', (event) => {
    if (!event.isComposing) offer()
  })
  text.addEventListener('blur', close)
  text.addEventListener('keydown', (event) => {
    if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      at = (at + step + list.children.length) % list.children.length
      mark()
    } else if (event.key === 'Enter' || event.key === 'Tab') take(list.children[at].textContent)
    else if (event.key === 'Escape') {
      close()
      event.stopPropagation()
    } else return
    event.preventDefault()
  })
}
