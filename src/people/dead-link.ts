/** One answer for links that are unknown, used or run out: a guess learns nothing, and the reader learns what to do. */
import type { Page, PageWords } from '../web/render.ts'
import { myUrl, resetPath, signInUrl } from './urls.ts'

type Purpose = 'setup' | 'invite' | 'reset' | 'carry'

export function deadLinkPage({ t }: PageWords, purpose: Purpose): Page {
  return {
    template: 'people/dead-link',
    title: t('people.dead_title'),
    area: 'form',
    status: 410,
    model: {
      text: t(`people.dead_${purpose}`),
      ...wayOn(purpose, t),
    },
  }
}

function wayOn(purpose: Purpose, t: PageWords['t']): { url: string; label: string } {
  if (purpose === 'reset') return { url: resetPath(), label: t('people.reset_ask') }
  if (purpose === 'carry') return { url: myUrl(), label: t('frame.my_tickets') }
  return { url: signInUrl(), label: t('people.sign_in_title') }
}
