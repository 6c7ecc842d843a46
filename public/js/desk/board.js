// Cards move by drag, and by Shift and an arrow key; both send the small form that the card has without script.
const moving = (form, status) => {
  const select = form?.elements.namedItem('to')
  if (!select || select.value === status) return
  select.value = status
  form.requestSubmit()
}

for (const board of document.querySelectorAll('[data-moves]')) {
  const columns = [...board.querySelectorAll('[data-status]')]
  let held
  for (const card of board.querySelectorAll('li:has(.board-move)')) {
    card.draggable = true
    card.addEventListener('dragstart', (event) => {
      held = card
      event.dataTransfer.effectAllowed = 'move'
      // Firefox drags nothing that carries nothing.
      event.dataTransfer.setData('text/plain', card.querySelector('a').textContent)
    })
    card.addEventListener('dragend', () => {
      held = undefined
      for (const column of columns) column.classList.remove('board-column--over')
    })
    card.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
      if (!step || !event.shiftKey || event.target.closest('select')) return
      const way = getComputedStyle(board).direction === 'rtl' ? -step : step
      const next = columns[columns.indexOf(card.closest('[data-status]')) + way]
      if (!next) return
      event.preventDefault()
      moving(card.querySelector('.board-move'), next.dataset.status)
    })
  }
  for (const column of columns) {
    column.addEventListener('dragover', (event) => {
      if (!held) return
      event.preventDefault()
      column.classList.add('board-column--over')
    })
    column.addEventListener('dragleave', (event) => {
      if (!column.contains(event.relatedTarget)) column.classList.remove('board-column--over')
    })
    column.addEventListener('drop', (event) => {
      if (!held) return
      event.preventDefault()
      moving(held.querySelector('.board-move'), column.dataset.status)
    })
  }
}

// Where it went, so that the next key goes on from there.
document.querySelector('[data-moves] li:target .row-title a')?.focus()
