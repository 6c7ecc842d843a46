// Lists the files that were chosen and says at once which the server would refuse. The server checks again.
for (const field of document.querySelectorAll('[data-files]')) {
  const { maxBytes, maxCount, tooLarge, tooMany } = field.dataset
  const list = document.createElement('ul')
  list.className = 'file-list'
  list.setAttribute('aria-live', 'polite')
  field.after(list)

  field.addEventListener('change', () => {
    const files = [...field.files]
    const faults = files
      .filter((file) => file.size > Number(maxBytes))
      .map((file) => tooLarge.replace('{name}', file.name))
    if (files.length > Number(maxCount)) faults.push(tooMany)
    field.setCustomValidity(faults.join('\n'))

    list.replaceChildren(
      ...files.map((file) => {
        const item = document.createElement('li')
        const name = document.createElement('bdi')
        name.textContent = file.name
        item.append(name)
        return item
      }),
      ...faults.map((fault) => {
        const item = document.createElement('li')
        item.className = 'file--wrong'
        item.textContent = fault
        return item
      }),
    )
  })
}
