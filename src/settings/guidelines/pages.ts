import { LANGUAGES, translator } from '../../i18n/languages.ts'
import { errorsOf, type Filled, fieldsPerLanguage, statusOf } from '../../web/fields.ts'
import type { Typed } from '../../web/forms.ts'
import type { Page, PageWords } from '../../web/render.ts'
import type { Settings } from '../rules.ts'
import { guidelinesUrl } from '../urls.ts'

export const GUIDELINES_MAX = 10_000
export const POLITE_MAX = 2000

/** Until somebody writes their own, the built-in text of a language stands there to be changed. */
export function typedGuidelines({ guidelines, politeText }: Settings): Typed {
  return Object.fromEntries(
    LANGUAGES.flatMap(({ code }) => {
      const t = translator(code)
      return [
        [
          `guidelines_${code}`,
          guidelines[code] ?? (Object.keys(guidelines).length === 0 ? t('guidelines.built_in') : ''),
        ],
        [`polite_${code}`, politeText[code] ?? t('guidelines.polite_built_in')],
      ]
    }),
  )
}

export function guidelinesPage({ t }: PageWords, filled: Filled, saved: boolean): Page {
  const fields = fieldsPerLanguage(t, filled)
  return {
    template: 'settings/guidelines/guidelines',
    title: t('guidelines.title'),
    area: 'desk',
    status: statusOf(filled),
    model: {
      at: guidelinesUrl(),
      saved,
      errors: errorsOf(t, filled),
      guidelines: fields('guidelines', t('guidelines.text'), { type: 'textarea', rows: 8, maxlength: GUIDELINES_MAX }),
      polite: fields('polite', t('guidelines.polite'), { type: 'textarea', rows: 4, maxlength: POLITE_MAX }),
    },
  }
}
