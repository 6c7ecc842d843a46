import { LANGUAGES } from '../../i18n/languages.ts'
import { errorsOf, type Filled, fieldsOf, statusOf } from '../../web/fields.ts'
import type { Page, PageWords } from '../../web/render.ts'
import { timeZones } from '../forms.ts'
import { SHORTEST_PASSWORD } from '../password-rules.ts'
import { setUpPath } from '../urls.ts'

export function setUpPage({ t }: PageWords, token: string, filled: Filled): Page {
  const field = fieldsOf(t, filled)
  return {
    template: 'people/setting-up/set-up',
    title: t('people.set_up_title'),
    area: 'form',
    status: statusOf(filled),
    model: {
      action: setUpPath(token),
      errors: errorsOf(t, filled, (name) =>
        t(`${['language', 'time_zone'].includes(name) ? 'settings' : 'people'}.${name}`),
      ),
      you: [
        field('name', t('people.name'), {
          autocomplete: 'name',
          required: true,
          maxlength: 80,
          help: t('people.name_help'),
        }),
        field('email', t('people.email'), {
          type: 'email',
          dir: 'ltr',
          autocomplete: 'username',
          required: true,
          maxlength: 254,
        }),
        field('password', t('people.password'), {
          type: 'password',
          autocomplete: 'new-password',
          required: true,
          help: t('people.password_help', { min: SHORTEST_PASSWORD }),
        }),
      ],
      place: [
        field('site_name', t('people.site_name'), {
          autocomplete: 'organization',
          required: true,
          maxlength: 60,
          help: t('people.site_name_help'),
        }),
        field('language', t('settings.language'), {
          type: 'select',
          required: true,
          help: t('settings.language_help'),
          options: LANGUAGES.map(({ code, name }) => ({ value: code, label: name })),
        }),
        field('time_zone', t('settings.time_zone'), {
          type: 'select',
          required: true,
          help: t('settings.time_zone_help'),
          options: timeZones(filled.typed.time_zone).map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
        }),
      ],
    },
  }
}
