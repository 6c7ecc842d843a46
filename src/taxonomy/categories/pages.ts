import type { CategoryRow } from '../../db/schema.ts'
import { LANGUAGES, type Language } from '../../i18n/languages.ts'
import { categoriesUrl } from '../../settings/urls.ts'
import { errorsOf, fieldsOf, fieldsPerLanguage, statusOf } from '../../web/fields.ts'
import type { Faults, Typed } from '../../web/forms.ts'
import type { Page, PageWords } from '../../web/render.ts'
import { nameIn, type Taxonomy } from '../rules.ts'
import { categoryUrl } from '../urls.ts'
import { CATEGORY_ICONS } from './forms.ts'

export type Colleague = { id: number; name: string }
export type Shown = { open?: number | 'new'; typed?: Typed; faults?: Faults; saved?: boolean }

export function categoriesPage(
  words: PageWords,
  taxonomy: Taxonomy,
  staff: readonly Colleague[],
  siteLanguage: Language,
  shown: Shown,
): Page {
  const { t, language } = words
  const faults = shown.faults ?? {}
  const list = taxonomy.inOrder
  return {
    template: 'taxonomy/categories/list',
    title: t('taxonomy.categories'),
    area: 'desk',
    status: statusOf({ typed: {}, faults }),
    model: {
      at: categoriesUrl(),
      saved: shown.saved ?? false,
      errors: errorsOf(t, { typed: {}, faults }),
      categories: list.map((category, index) => {
        const mine = shown.open === category.id
        const typed = (mine && shown.typed) || typedCategory(category)
        return {
          id: category.id,
          name: nameIn(category.names, language, siteLanguage),
          icon: category.icon,
          url: categoryUrl(category.slug),
          goesTo: staff.find(({ id }) => id === category.default_assignee_id)?.name,
          isTop: index === 0,
          isBottom: index === list.length - 1,
          isOpen: mine,
          ...controls(t, staff, typed, mine ? faults : {}),
          slug: fieldsOf(t, { typed, faults: mine ? faults : {} })('slug', t('taxonomy.slug'), {
            required: true,
            dir: 'ltr',
            help: t('taxonomy.slug_help'),
          }),
        }
      }),
      added: {
        isOpen: shown.open === 'new' || list.length === 0,
        ...controls(
          t,
          staff,
          (shown.open === 'new' && shown.typed) || { icon: 'category' },
          shown.open === 'new' ? faults : {},
        ),
      },
    },
  }
}

function controls(t: PageWords['t'], staff: readonly Colleague[], typed: Typed, faults: Faults) {
  return {
    names: fieldsPerLanguage(t, { typed, faults })('name', t('taxonomy.name'), { maxlength: 60 }),
    descriptions: fieldsPerLanguage(t, { typed, faults })('description', t('taxonomy.description'), { maxlength: 200 }),
    icons: {
      name: 'icon',
      legend: t('taxonomy.icon'),
      value: typed.icon ?? 'category',
      options: CATEGORY_ICONS.map((icon) => ({ value: icon, label: t(`taxonomy.icons.${icon}`) })),
    },
    assignee: fieldsOf(t, { typed, faults })('default_assignee', t('taxonomy.default_assignee'), {
      type: 'select',
      help: t('taxonomy.default_assignee_help'),
      options: [
        { value: '', label: t('taxonomy.nobody') },
        ...staff.map(({ id, name }) => ({ value: String(id), label: name })),
      ],
    }),
  }
}

function typedCategory(category: CategoryRow): Typed {
  const texts = LANGUAGES.flatMap(({ code }) => [
    [`name_${code}`, category.names[code] ?? ''],
    [`description_${code}`, category.descriptions[code] ?? ''],
  ])
  return {
    ...Object.fromEntries(texts),
    icon: category.icon,
    slug: category.slug,
    default_assignee: category.default_assignee_id ? String(category.default_assignee_id) : '',
  }
}
