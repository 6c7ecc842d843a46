/** Acts on many tickets in words: the bar above the queue, the page that asks, the one that shows how far it is. */
import type { BulkState } from '../../../db/schema.ts'
import { errorsOf, type Filled } from '../../../web/fields.ts'
import type { Page } from '../../../web/render.ts'
import type { BulkAct, BulkChoice } from '../../bulk.ts'
import { deskTicketUrl, SPOT_FIELD } from '../../urls.ts'
import type { DeskWords } from '../pages.ts'
import type { BulkForm } from './forms.ts'
import type { BulkRun } from './queries.ts'
import { backToQueue, bulkRunUrl, bulkUrl } from './urls.ts'

export type Offered = { act: BulkAct; choices: BulkChoice[] }

export function barWords(offered: Offered[], spot: string, { t }: DeskWords) {
  return {
    action: bulkUrl(),
    spot: { name: SPOT_FIELD, value: spot },
    groups: offered.map(({ act, choices }) => ({
      label: t(`bulk.${act.name}`),
      options: choices.map(({ value, label, asks }) => ({
        value: `${act.name}:${value}`,
        label: asks ? t('bulk.asks', { label }) : label,
      })),
    })),
  }
}

type Title = { id: number; title: string; language: string }

export type AskShown = {
  act: BulkAct
  choice: BulkChoice
  form: BulkForm
  /** How many it will be, and the first of them. */
  count: number
  isAll: boolean
  titles: Title[]
  fields: object[]
  filled: Filled
  spot: string
}

/** What is missing, and for how many tickets: the last look before it is done. */
export function askPage(
  { act, choice, form, count, isAll, titles, fields, filled, spot }: AskShown,
  words: DeskWords,
): Page {
  const { t } = words
  return {
    template: 'tickets/triage/bulk/ask',
    title: act.verbs ? choice.label : `${t(`bulk.${act.name}`)}: ${choice.label}`,
    area: 'desk',
    status: Object.keys(filled.faults).length > 0 ? 422 : 200,
    model: {
      action: bulkUrl(),
      cancel: backToQueue(spot),
      count: isAll ? t('bulk.for_all', { count }) : t('bulk.for', { count }),
      titles,
      more: count > titles.length ? t('bulk.and_more', { count: count - titles.length }) : undefined,
      tells: act.tells ? t('bulk.tells') : undefined,
      errors: errorsOf(t, filled),
      fields,
      hidden: [
        { name: 'act', value: `${form.act}:${form.choice}` },
        { name: SPOT_FIELD, value: spot },
        { name: 'sure', value: '1' },
        ...(form.all
          ? [{ name: 'all', value: '1' }]
          : form.ticketIds.map((id) => ({ name: 'ticket', value: String(id) }))),
      ],
    },
  }
}

/** Those that were left, each with its reason. */
function refusedWords(run: BulkRun, titles: Title[], { t }: DeskWords) {
  return run.refused.map(({ id, key, params }) => ({
    url: deskTicketUrl(id),
    title: titles.find((one) => one.id === id)?.title ?? `#${id}`,
    language: titles.find((one) => one.id === id)?.language ?? 'und',
    why: t(key, params),
  }))
}

const STATES: Record<BulkState, { title: string; icon: string }> = {
  running: { title: 'bulk.going', icon: 'clock' },
  stopped: { title: 'bulk.stopped', icon: 'warning' },
  done: { title: 'bulk.is_done', icon: 'official' },
  undoing: { title: 'bulk.undoing', icon: 'clock' },
  undone: { title: 'bulk.undone', icon: 'undo' },
}

export function runPage(run: BulkRun, told: string, titles: Title[], words: DeskWords): Page {
  const { t } = words
  const isUndo = run.state === 'undoing' || run.state === 'undone'
  const total = isUndo ? run.changed : run.ticket_ids.length
  const done = isUndo ? run.undone : run.done
  return {
    template: 'tickets/triage/bulk/run',
    title: told,
    area: 'desk',
    model: {
      state: t(STATES[run.state].title),
      icon: STATES[run.state].icon,
      going: run.state === 'running' || run.state === 'undoing',
      total,
      done,
      progress: t('bulk.progress', { done, count: total }),
      changed: isUndo ? undefined : t('bulk.changed', { count: run.changed }),
      refusedCount: run.refused_count > 0 ? t('bulk.left', { count: run.refused_count }) : undefined,
      refused: refusedWords(run, titles, words),
      here: bulkRunUrl(run.id),
      stop: run.state === 'running' ? bulkRunUrl(run.id, 'stop') : undefined,
      undo: mayUndo(run) ? bulkRunUrl(run.id, 'undo') : undefined,
      back: backToQueue(run.spot),
    },
  }
}

const mayUndo = ({ state, changed }: BulkRun) => (state === 'done' || state === 'stopped') && changed > 0

/** The line above the queue about what was just done to many. */
export function doneWords(run: BulkRun, told: string, { t }: DeskWords) {
  const isUndo = run.state === 'undone'
  const going = run.state === 'running' || run.state === 'undoing'
  const text = going
    ? t('bulk.line_going', { told })
    : isUndo
      ? t('bulk.line_undone', { told })
      : t('bulk.line_done', { told, count: run.changed })
  const left = run.refused_count > 0 ? ` ${t('bulk.left', { count: run.refused_count })}` : ''
  const undo = { action: bulkRunUrl(run.id, 'undo'), label: t('desk.undo') }
  return {
    notice: mayUndo(run)
      ? { kind: 'undo', text: text + left, act: undo }
      : { kind: left ? 'warning' : 'good', text: text + left },
    url: going || left ? bulkRunUrl(run.id) : undefined,
  }
}
