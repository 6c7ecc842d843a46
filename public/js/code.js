// A copy button on every block of code that has more than a few characters; only where the browser has a clipboard.
const { wordCopy: copy, wordCopied: copied } = document.body.dataset

for (const block of navigator.clipboard ? document.querySelectorAll('.prose pre') : []) {
  if (block.textContent.trim().length < 12) continue
  const box = document.createElement('div')
  box.className = 'code-box'
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'button button--small'
  button.textContent = copy
  block.replaceWith(box)
  box.append(block, button)
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(block.textContent.replace(/\n$/, ''))
    } catch (error) {
      // Refused by the reader or the browser: the code is selected, ready for the keyboard.
      if (!(error instanceof DOMException)) throw error
      getSelection().selectAllChildren(block)
      return
    }
    button.textContent = copied
    setTimeout(() => {
      button.textContent = copy
    }, 2000)
  })
}
