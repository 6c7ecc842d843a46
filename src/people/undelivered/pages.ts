import type { Translate } from '../../i18n/languages.ts'
import type { FailedNotice } from '../../notify/failed.ts'
import { undeliveredUrl } from '../../settings/urls.ts'
import type { Page, PageWords } from '../../web/render.ts'

const DONE = ['sent', 'sent_all', 'dropped'] as const

/** What our own carriers say when they give up (notify/deliver, notify/mail); all else is a mail server's word. */
const REASONS: Readonly<Record<string, string>> = {
  'it is out of date': 'undelivered.out_of_date',
  'its reader may not read that any more': 'undelivered.not_theirs',
  'the person has no proven address': 'undelivered.no_address',
  'the message is none we know': 'undelivered.unknown_message',
  'the process ended each time this was to be sent': 'undelivered.ended',
}

export type Shown = {
  notices: FailedNotice[]
  total: number
  delayed: number
  names: Map<number, string>
  siteName: string
  /** The page of a ticket on the desk: a room above knows it. */
  ticketUrl: (id: number) => string
  done?: string
}

export function undeliveredPage({ t }: PageWords, shown: Shown): Page {
  const { notices, total, delayed } = shown
  const done = DONE.find((name) => name === shown.done)
  const url = (act: string) => `${undeliveredUrl()}/${act}`
  return {
    template: 'people/undelivered/list',
    title: t('undelivered.title'),
    area: 'desk',
    model: {
      at: undeliveredUrl(),
      notice: done && { kind: 'good', text: t(`undelivered.done_${done}`) },
      delayed: delayed > 0 ? t('undelivered.delayed', { count: delayed }) : '',
      total: t('undelivered.total', { count: total }),
      more: total > notices.length ? t('undelivered.more', { count: notices.length }) : '',
      allUrl: total > 1 ? url('send-all') : undefined,
      notices: notices.map((notice) => ({
        kind: kindOf(t, notice, shown.siteName),
        to: notice.to ?? shown.names.get(notice.toPersonId ?? 0) ?? '',
        ...reasonOf(t, notice),
        at: notice.failedAt,
        attempts: t('undelivered.attempts', { count: notice.attempts }),
        ticket: notice.numbers.number && {
          name: t('undelivered.ticket', { number: notice.numbers.number }),
          url: shown.ticketUrl(notice.numbers.number),
        },
        sendUrl: url(`${notice.id}/send`),
        dropUrl: url(`${notice.id}/drop`),
      })),
      empty: { icon: 'mail', title: t('undelivered.none'), text: t('undelivered.none_text') },
    },
  }
}

/** The subject it would have had, without a word of anybody's in it. */
function kindOf(t: Translate, { name, numbers }: FailedNotice, site: string): string {
  const key = `mail.${name}_subject`
  const words = t(key, { site, title: '…', ...numbers })
  return words === key ? t('undelivered.unknown') : words
}

function reasonOf(t: Translate, { reason }: FailedNotice): { reason?: string; said?: string } {
  const key = REASONS[reason]
  return key ? { reason: t(key) } : { said: reason }
}
