/** Who is on duty when: the week, the days that differ, and what is wrong with either. */
import { rotaUrl } from '../../settings/urls.ts'
import { EMPTY, errorsOf, type Filled, fieldsOf, statusOf } from '../../web/fields.ts'
import type { Page, PageWords } from '../../web/render.ts'
import { namedFor, type Rota } from '../duty.ts'
import { dayField, weekField } from './forms.ts'

export type RotaShown = {
  rota: Rota
  team: readonly { id: number; name: string }[]
  /** Who has left and is still named. */
  former: ReadonlyMap<number, string>
  today: string
  saved: boolean
  /** The form of a day that came back. */
  filled?: Filled
}

export function rotaPage(shown: RotaShown, words: PageWords): Page {
  const { t, language } = words
  const { rota, team, former, today, saved, filled = EMPTY } = shown
  const field = fieldsOf(t, filled)
  const nameOf = (id: number) => team.find((one) => one.id === id)?.name ?? former.get(id) ?? ''
  const onDuty = namedFor(rota, today).filter((id) => team.some((one) => one.id === id))
  const names = new Intl.ListFormat(language)
  return {
    template: 'people/rota/rota',
    title: t('rota.title'),
    area: 'desk',
    status: statusOf(filled),
    model: {
      at: rotaUrl(),
      saved,
      errors: errorsOf(t, filled),
      today: onDuty.length > 0 ? t('rota.today', { names: names.format(onDuty.map(nameOf)) }) : t('rota.today_nobody'),
      left: [...former].map(([id, name]) => t('rota.left', { name, days: names.format(daysOf(id, rota, words)) })),
      saveWeek: rotaUrl(),
      week: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
        name: weekdayName(weekday, language),
        boxes: team.map(({ id, name }) => ({
          name: weekField(weekday, id),
          label: name,
          checked: rota.week.get(weekday)?.includes(id) ?? false,
        })),
      })),
      saveDay: rotaUrl('days'),
      removeDay: rotaUrl('days/remove'),
      // What is over is of no use to anybody.
      days: [...rota.days]
        .filter(([day]) => day >= today)
        .map(([day, ids]) => ({
          day,
          name: dayName(day, language),
          who: ids.length > 0 ? names.format(ids.map(nameOf)) : t('rota.nobody'),
        })),
      added: {
        isOpen: filled !== EMPTY,
        day: field('day', t('rota.day'), { type: 'date', required: true, dir: 'ltr', help: t('rota.day_help') }),
        boxes: team.map(({ id, name }) => ({
          name: dayField(id),
          label: name,
          checked: filled.typed[dayField(id)] !== undefined,
        })),
      },
    },
  }
}

/** Monday is the 5th of January 1970, by the calendar everybody shares. */
function weekdayName(weekday: number, language: string): string {
  const day = new Date(Date.UTC(1970, 0, 4 + weekday))
  return new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(day)
}

export function dayName(day: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
}

function daysOf(id: number, { week, days }: Rota, { language }: PageWords): string[] {
  return [
    ...[...week].filter(([, ids]) => ids.includes(id)).map(([weekday]) => weekdayName(weekday, language)),
    ...[...days].filter(([, ids]) => ids.includes(id)).map(([day]) => dayName(day, language)),
  ]
}
