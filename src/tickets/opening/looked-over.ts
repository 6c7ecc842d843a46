import type { Visibility } from '../../db/schema.ts'
import { type Found, lookOver } from '../guard.ts'
import type { Behalf } from './commands.ts'
import type { Customer } from './queries.ts'

/** What may be nobody's business in what everybody is to read. Of a private ticket, and of a letter, nothing is asked. */
export function foundIn(
  {
    visibility,
    title,
    text,
    name,
    email,
  }: Pick<Behalf, 'title' | 'text' | 'name' | 'email'> & { visibility?: Visibility },
  customer: Customer | undefined,
): Found[] {
  if (visibility !== 'public') return []
  return lookOver([title, text], {
    name: customer?.name ?? name,
    email: customer?.email ?? email,
    // A known customer's name stands on no public page by itself.
    shownName: name,
  })
}
