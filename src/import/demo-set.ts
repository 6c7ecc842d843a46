/** The project's own demonstration set: a small company's support, with times counted back from its loading. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RowSource } from './rows.ts'
import { openSource } from './sources.ts'

export async function demoSources(): Promise<RowSource[]> {
  const folder = join(import.meta.dirname, 'demo')
  const files = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort()
  return Promise.all(files.map((name) => openSource(join(folder, name))))
}
