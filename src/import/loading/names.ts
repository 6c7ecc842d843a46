/** Names of visitors as they are shown: an imported one may pass for staff as little as a typed one. */
import type { Db } from '../../db/schema.ts'
import { shownName } from '../../people/names.ts'
import { cleanLine } from '../../text/clean.ts'

export type Named = { typed: string; isStaff: boolean; requesterName?: string }
export type Shown = { name: string; changes: string[] }

export async function shownNames(db: Db, siteName: string, named: readonly Named[]): Promise<Shown[]> {
  const known = new Map<string, Shown>()
  const shown: Shown[] = []
  for (const { typed, isStaff, requesterName } of named) {
    const name = cleanLine(typed)
    if (isStaff || name === '') shown.push({ name, changes: [] })
    else {
      const key = JSON.stringify([name, requesterName])
      const found = known.get(key) ?? (await ask(db, siteName, name, requesterName))
      known.set(key, found)
      shown.push(found)
    }
  }
  return shown
}

async function ask(db: Db, siteName: string, name: string, requesterName: string | undefined): Promise<Shown> {
  const { shown } = await shownName(db, name, { siteName, requesterName })
  return { name: shown, changes: shown === '' ? ["a visitor's name that would pass for another left out"] : [] }
}
