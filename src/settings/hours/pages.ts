import { dateOf, type Holiday, type Hours } from '../../text/business-time.ts'
import { formatDate } from '../../text/dates.ts'
import { errorsOf, fieldsOf, statusOf } from '../../web/fields.ts'
import type { Faults, Typed } from '../../web/forms.ts'
import type { Page, PageWords } from '../../web/render.ts'
import type { Settings } from '../rules.ts'
import { holidaysUrl, hoursUrl } from '../urls.ts'
import { isEveryHour, openingFields, typedWeek, USUAL_WEEK, WEEKDAYS } from './forms.ts'

/** `of`: which of the two forms came back. */
export type Shown = { of?: 'week' | 'holiday'; typed?: Typed; faults?: Faults; saved?: boolean }

/** 0 is Monday; 5 January 1970 was one. */
export function weekdayName(day: number, language: string, weekday: 'long' | 'short' = 'long'): string {
  return new Intl.DateTimeFormat(language, { weekday, timeZone: 'UTC' }).format(new Date(Date.UTC(1970, 0, 5 + day)))
}

export function hoursPage(settings: Settings, words: PageWords, shown: Shown, now: Date): Page {
  const { t } = words
  const faults = shown.faults ?? {}
  const isWeek = shown.of === 'week'
  const typed = (isWeek && shown.typed) || typedHours(settings.hours)
  const filled = { typed, faults: isWeek ? faults : {} }
  return {
    template: 'settings/hours/hours',
    title: t('timing.hours'),
    area: 'desk',
    status: statusOf({ typed, faults }),
    model: {
      at: hoursUrl(),
      saved: shown.saved ?? false,
      errors: errorsOf(t, { typed, faults }),
      mode: {
        name: 'mode',
        legend: t('timing.mode'),
        value: typed.mode,
        columns: 'two',
        error: filled.faults.mode && t(filled.faults.mode.key),
        options: [
          { value: 'always', label: t('timing.always'), text: t('timing.always_text') },
          { value: 'week', label: t('timing.week'), text: t('timing.week_text', { zone: settings.timeZone }) },
        ],
      },
      days: WEEKDAYS.map((day) => dayWords(day, words, filled)),
      ...holidayWords(settings.hours?.holidays ?? [], words, shown.of === 'holiday' ? shown : {}, now),
    },
  }
}

function typedHours(hours: Hours | null): Typed {
  const isWeek = hours !== null && !isEveryHour(hours)
  return { mode: isWeek ? 'week' : 'always', ...typedWeek(isWeek ? hours.week : USUAL_WEEK) }
}

const COLUMNS = ['opens', 'closes', 'opens_again', 'closes_again'] as const

function dayWords(day: number, { t, language }: PageWords, { typed, faults }: { typed: Typed; faults: Faults }) {
  const name = weekdayName(day, language)
  const fields = openingFields(day).map((field, n) => ({
    name: field,
    label: `${name}: ${t(`timing.${COLUMNS[n]}`)}`,
    value: typed[field] ?? '',
    isWrong: faults[field] !== undefined,
  }))
  const fault = openingFields(day).flatMap((field) => faults[field] ?? [])[0]
  return { name, fields, error: fault && t(fault.key, fault.params) }
}

function holidayWords(holidays: readonly Holiday[], words: PageWords, { typed = {}, faults = {} }: Shown, now: Date) {
  const { t, language, timeZone } = words
  const field = fieldsOf(t, { typed, faults })
  const today = dateOf(Math.floor(now.getTime() / 86_400_000))
  const date = (text: string) => formatDate(new Date(`${text}T12:00:00Z`), language, 'UTC')
  const row = ({ from, to, name }: Holiday) => ({
    from,
    name,
    days: from === to ? date(from) : `${date(from)} – ${date(to)}`,
  })
  const inOrder = holidays.toSorted((a, b) => (a.from < b.from ? -1 : 1))
  return {
    holidays: {
      add: holidaysUrl(),
      remove: `${holidaysUrl()}/remove`,
      coming: inOrder.filter(({ to }) => to >= today).map(row),
      past: inOrder
        .filter(({ to }) => to < today)
        .reverse()
        .map(row),
      fields: [
        field('from', t('timing.holiday_from'), { type: 'date', required: true }),
        field('to', t('timing.holiday_to'), { type: 'date', help: t('timing.holiday_to_help') }),
        field('name', t('timing.holiday_name'), {
          required: true,
          maxlength: 60,
          help: t('timing.holiday_name_help'),
        }),
      ],
      zone: timeZone,
    },
  }
}
