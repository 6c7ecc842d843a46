/** What looks private in a text that is about to stand on a public page: a question, never a refusal. */
import type { Page } from '../../web/render.ts'
import { keptFiles } from '../form-files.ts'
import { type Found, guardWords, readChoice, withoutChoice } from '../guard.ts'
import { ticketsUrl } from '../urls.ts'
import type { AskWords, Draft } from './pages.ts'
import { travelling } from './similar-page.ts'

export function guardPage(draft: Draft, found: readonly Found[], words: AskWords): Page {
  const { t } = words
  return {
    template: 'tickets/asking/guarded',
    title: t('guard.title'),
    area: 'form',
    model: {
      action: ticketsUrl(),
      guard: guardWords(found, readChoice(draft.typed), t),
      fields: travelling({ ...draft, typed: withoutChoice(draft.typed) }, words),
      kept: keptFiles(draft.files, words),
      files: draft.files.length > 0,
    },
  }
}
