import type { Faults } from '../../../web/forms.ts'
import type { Page, PageWords } from '../../../web/render.ts'
import { type Comfort, NOTICES } from '../comfort.ts'
import { KEYS } from '../keys.ts'

type Shown = { comfort: Comfort; faults?: Faults; saved?: boolean }

export function comfortPage({ comfort, faults = {}, saved = false }: Shown, { t }: PageWords): Page {
  return {
    template: 'tickets/triage/comfort/comfort',
    title: t('comfort.title'),
    area: 'desk',
    status: Object.keys(faults).length > 0 ? 422 : 200,
    model: {
      notice: saved ? { kind: 'good', text: t('comfort.saved') } : undefined,
      errors: Object.entries(faults).map(([name, { key, params }]) => ({ name, message: t(key, params) })),
      notices: {
        name: 'notices',
        legend: t('comfort.notices'),
        value: comfort.notices,
        options: NOTICES.map((value) => ({
          value,
          label: t(`comfort.notices_${value}`),
          text: t(`comfort.notices_${value}_text`),
        })),
      },
      sound: {
        name: 'notice_sound',
        type: 'checkbox',
        label: t('comfort.sound'),
        value: comfort.notice_sound ? '1' : '',
      },
      keys: {
        name: 'uses_keys',
        type: 'checkbox',
        label: t('comfort.uses_keys'),
        help: t('comfort.uses_keys_help'),
        value: comfort.uses_keys ? '1' : '',
      },
    },
  }
}

/** The list that "?" shows, in the groups in which one looks for them. */
export function keysPage({ t }: PageWords): Page {
  return {
    template: 'tickets/triage/comfort/keys',
    title: t('keys.title'),
    area: 'desk',
    model: {
      groups: KEYS.map(({ group, keys }) => ({
        name: t(`keys.group_${group}`),
        keys: keys.map(([key, name]) => ({
          keys: key.split(' '),
          // A view has the name that the desk's side gives it.
          name: t(group === 'views' ? `desk.${name}` : `keys.${name}`),
        })),
      })),
    },
  }
}
