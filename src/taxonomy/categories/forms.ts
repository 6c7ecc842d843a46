import { z } from 'zod'
import { namesFrom, perLanguage } from '../../settings/forms.ts'
import { slugOf } from '../../text/slug.ts'
import { id, line, optional } from '../../web/forms.ts'

/** Symbols of public/icons.svg that suit a category. */
export const CATEGORY_ICONS = [
  'category',
  'home',
  'billing',
  'package',
  'plug',
  'server',
  'data',
  'phone',
  'tools',
  'start',
  'delivery',
  'puzzle',
  'code',
  'shield',
  'calendar',
  'chart',
  'star',
  'article',
  'question',
  'user',
] as const

export const NewCategoryForm = z.object({
  ...perLanguage('name', line(60).optional()),
  ...perLanguage('description', line(200).optional()),
  icon: z.enum(CATEGORY_ICONS),
  default_assignee: optional(id()),
})

export const CategoryForm = NewCategoryForm.extend({
  slug: line(80, 1)
    .transform((text) => slugOf(text, 'en'))
    .refine((slug) => slug !== '', 'key:taxonomy.slug_empty'),
})

/** The row's values from either form. */
export function categoryFrom(value: z.output<typeof NewCategoryForm>) {
  return {
    names: namesFrom(value, 'name'),
    descriptions: namesFrom(value, 'description'),
    icon: value.icon,
    default_assignee_id: value.default_assignee ?? null,
  }
}
