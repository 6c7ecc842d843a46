// A menu closes when one looks elsewhere.
const menus = [...document.querySelectorAll('details.menu')]

document.addEventListener('click', (event) => {
  for (const menu of menus) if (!menu.contains(event.target)) menu.open = false
})
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return
  for (const menu of menus.filter((each) => each.open)) {
    menu.open = false
    menu.querySelector('summary').focus()
  }
})
