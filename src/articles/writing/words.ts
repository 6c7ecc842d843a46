/** What the author's routes and pages have in common. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { House } from '../../house.ts'
import type { Language } from '../../i18n/languages.ts'
import { nameIn, type Taxonomy } from '../../taxonomy/rules.ts'
import { SignInNeeded } from '../../web/errors.ts'
import type { PageWords } from '../../web/render.ts'
import { writtenUrl } from '../urls.ts'
import type { Author } from './commands.ts'

export type WritingWords = PageWords & { siteLanguage: Language; taxonomy: Taxonomy }

export function categoryName(id: number | null, { taxonomy, language, siteLanguage }: WritingWords): string {
  const category = id === null ? undefined : taxonomy.categories.get(id)
  return category ? nameIn(category.names, language, siteLanguage) : ''
}

export function categoryOptions(words: WritingWords, none: string) {
  const { taxonomy } = words
  return [
    { value: '', label: none },
    ...taxonomy.inOrder.map(({ id }) => ({ value: String(id), label: categoryName(id, words) })),
  ]
}

export const STAFF = { config: { access: 'staff' } } as const

export function wordsOf(house: House, reply: FastifyReply): WritingWords {
  return { ...reply.words(), siteLanguage: house.settings.now.language, taxonomy: house.taxonomy.now }
}

/** Routes for staff alone have turned strangers away before. */
export function authorOf(house: House, { viewer }: FastifyRequest): Author {
  if (!viewer.staff) throw new SignInNeeded(writtenUrl())
  return { staffId: viewer.staff.id, personId: viewer.staff.personId, siteUrl: house.config.siteUrl }
}
