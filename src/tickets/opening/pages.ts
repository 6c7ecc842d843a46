import { LANGUAGES } from '../../i18n/languages.ts'
import { KINDS, nameIn } from '../../taxonomy/rules.ts'
import type { Faults, Typed } from '../../web/forms.ts'
import type { Page } from '../../web/render.ts'
import { type Found, guardWords, readChoice } from '../guard.ts'
import type { TicketWords } from '../rows.ts'
import { openUrl } from '../urls.ts'
import { NAME_MAX, TITLE_MAX } from '../writing.ts'
import type { Customer } from './queries.ts'
import { CHANNELS } from './rules.ts'

export type OpenForm = {
  mode: 'behalf' | 'contact'
  token: string
  customer: Customer | undefined
  typed?: Typed
  faults?: Faults
  /** What looks private in what is about to be public. */
  found?: readonly Found[]
  /** Without a mail server no link arrives. */
  hasMail: boolean
}

export function openPage(
  { mode, token, customer, typed = {}, faults = {}, found = [], hasMail }: OpenForm,
  words: TicketWords,
): Page {
  const { t, taxonomy, language, siteLanguage } = words
  const fault = (name: string) => faults[name] && t(faults[name].key, faults[name].params)
  const field = (name: string, more: object = {}) => ({
    name,
    label: t(`opening.${name}`),
    value: typed[name],
    error: fault(name),
    ...more,
  })
  const isContact = mode === 'contact'
  const known = customer && { name: customer.name || t('tickets.anonymous'), email: customer.email }
  return {
    template: 'tickets/opening/open',
    title: t(isContact ? 'opening.contact_title' : 'opening.behalf_title'),
    area: 'desk',
    status: Object.keys(faults).length > 0 ? 422 : 200,
    model: {
      isContact,
      lead: t(isContact ? 'opening.contact_lead' : 'opening.behalf_lead'),
      tabs: (['behalf', 'contact'] as const).map((one) => ({
        url: openUrl(one, customer?.id),
        label: t(`opening.${one}_tab`),
        current: one === mode,
      })),
      action: openUrl(mode),
      form: token,
      person: customer?.id,
      known,
      warning:
        isContact && !hasMail
          ? t('opening.no_mail_server')
          : isContact && known && !known.email
            ? t('opening.no_address')
            : '',
      errors: Object.keys(faults).map((name) => ({ name, message: fault(name) })),
      who: [
        ...(known
          ? []
          : [
              field('name', { maxlength: NAME_MAX, autocomplete: 'off' }),
              field('email', {
                type: 'email',
                help: t(isContact ? 'opening.email_contact_help' : 'opening.email_help'),
                dir: 'ltr',
                required: isContact,
                autocomplete: 'off',
              }),
            ]),
        field('language', {
          type: 'select',
          required: true,
          value: typed.language ?? customer?.language ?? siteLanguage,
          options: LANGUAGES.map(({ code, name }) => ({ value: code, label: name })),
        }),
      ],
      channel: isContact
        ? []
        : [
            field('channel', {
              type: 'select',
              required: true,
              value: typed.channel ?? 'phone',
              options: CHANNELS.map((channel) => ({ value: channel, label: t(`channels.${channel}`) })),
            }),
            field('channel_url', {
              type: 'url',
              help: t('opening.channel_url_help'),
              dir: 'ltr',
              placeholder: 'https://',
            }),
          ],
      what: [
        ...(isContact
          ? []
          : [
              field('kind', {
                type: 'select',
                label: t('desk.kind'),
                required: true,
                value: typed.kind ?? 'question',
                options: KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) })),
              }),
            ]),
        field('title', { required: true, maxlength: TITLE_MAX }),
        field('text', {
          type: 'textarea',
          rows: 8,
          required: true,
          preview: true,
          help: t(`opening.text_${mode}_help`),
        }),
        field('category', {
          type: 'select',
          label: t('desk.category'),
          options: [
            { value: '', label: t('desk.no_category') },
            ...taxonomy.inOrder.map(({ id, names }) => ({
              value: String(id),
              label: nameIn(names, language, siteLanguage),
            })),
          ],
        }),
      ],
      visibility: isContact
        ? undefined
        : {
            name: 'visibility',
            legend: t('splitting.who_reads'),
            value: typed.visibility ?? 'private',
            columns: 'two',
            error: fault('visibility'),
            options: [
              { value: 'public', label: t('splitting.public'), text: t('opening.public_text'), icon: 'public' },
              {
                value: 'private',
                label: t('frame.private'),
                text: t('opening.private_text'),
                icon: 'private',
                private: true,
              },
            ],
          },
      mail: isContact ? undefined : field('mail', { type: 'checkbox', value: typed.title === undefined || typed.mail }),
      guard: found.length > 0 && { ...guardWords(found, readChoice(typed), t), legend: t('redacting.legend') },
      label: t(isContact ? 'opening.send' : 'opening.open'),
    },
  }
}
