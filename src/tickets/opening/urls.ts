/** Where staff open a ticket for somebody, or write first; `personId`: somebody known. */
export function openUrl(mode: 'behalf' | 'contact' = 'behalf', personId?: number): string {
  const path = mode === 'contact' ? '/desk/new/contact' : '/desk/new'
  return personId === undefined ? path : `${path}?person=${personId}`
}
