import { tagsUrl } from '../../settings/urls.ts'
import { errorsOf, fieldsOf, statusOf } from '../../web/fields.ts'
import type { Faults, Typed } from '../../web/forms.ts'
import type { Page, PageWords } from '../../web/render.ts'
import { TAGS_PER_PAGE, type TagLine } from '../queries.ts'
import { tagUrl } from '../urls.ts'

type Shown = { open?: number; typed?: Typed; faults?: Faults; saved?: boolean; mergeInto?: string; after?: string }

/** `tags` holds one more than a page when there are more. */
export function tagsPage({ t }: PageWords, tags: readonly TagLine[], shown: Shown): Page {
  const faults = shown.faults ?? {}
  const page = tags.slice(0, TAGS_PER_PAGE)
  return {
    template: 'taxonomy/tags/list',
    title: t('taxonomy.tags'),
    area: 'desk',
    status: statusOf({ typed: {}, faults }),
    model: {
      at: tagsUrl(),
      saved: shown.saved ?? false,
      errors: errorsOf(t, { typed: {}, faults }),
      tags: page.map((tag) => {
        const mine = shown.open === tag.id
        const typed = (mine && shown.typed) || { name: tag.name }
        return {
          ...tag,
          url: tagUrl(tag.name),
          isOpen: mine,
          field: fieldsOf(t, { typed, faults: mine ? faults : {} })('name', t('taxonomy.new_name'), {
            id: `tag-${tag.id}`,
            required: true,
            maxlength: 40,
          }),
          merge: mine && shown.mergeInto ? { into: shown.mergeInto, name: typed.name } : undefined,
        }
      }),
      older:
        tags.length > TAGS_PER_PAGE ? `${tagsUrl()}?after=${encodeURIComponent(page.at(-1)?.name ?? '')}` : undefined,
      newer: shown.after !== undefined ? tagsUrl() : undefined,
    },
  }
}
