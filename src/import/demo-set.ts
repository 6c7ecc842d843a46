/** The project's own demonstration set: a small company's support, with times counted back from its loading. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Names } from '../db/schema.ts'
import type { RowSource } from './rows.ts'
import { openSource } from './sources.ts'

/** Its two agents, as the set names them. */
export const demoStaff = [
  { email: 'karim@fernhold.example', role: 'admin' },
  { email: 'oksana@fernhold.example', role: 'agent' },
] as const

/** What the front page says under the company's name. */
export const demoSentence: Names = {
  en: 'Help with keeping your files safe, from the two people who build it.',
  ru: 'Помощь с сохранностью ваших файлов от двух человек, которые всё это делают.',
  uk: 'Допомога зі збереженням ваших файлів від двох людей, які все це роблять.',
  ar: 'مساعدة في حفظ ملفاتك، من الشخصين اللذين يصنعان الخدمة.',
}

export async function demoSources(): Promise<RowSource[]> {
  const folder = join(import.meta.dirname, 'demo')
  const files = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort()
  return Promise.all(files.map((name) => openSource(join(folder, name))))
}
