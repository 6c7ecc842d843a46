import type { Page, PageWords } from '../../web/render.ts'
import { carryPath, myUrl } from '../urls.ts'

/** How long the link works: long enough to walk over to another machine. */
export const CARRY_MINUTES = 60

const crumbs = ({ t }: PageWords, url: string) => [
  { name: t('frame.my_tickets'), url: myUrl() },
  { name: t('carrying.carry_title'), url },
]

/** The link to open on the other device; shown once, in the answer that made it. */
export function carryPage(words: PageWords, link: string): Page {
  const { t } = words
  return {
    template: 'people/carrying/carry',
    title: t('carrying.carry_title'),
    area: 'form',
    breadcrumbs: crumbs(words, carryPath()),
    model: { link, text: t('carrying.carry_text', { count: CARRY_MINUTES }), back: myUrl() },
  }
}

/** On the other device: what will happen, and one button. `own`: how many tickets this browser has of its own. */
export function takePage(words: PageWords, token: string, own: number): Page {
  const { t } = words
  return {
    template: 'people/carrying/take',
    title: t('carrying.take_title'),
    area: 'form',
    model: { action: carryPath(token), own: own > 0 ? t('carrying.take_own', { count: own }) : undefined },
  }
}
