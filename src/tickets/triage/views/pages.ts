/** The saved views in words. */
import { EMPTY, errorsOf, fieldsOf } from '../../../web/fields.ts'
import type { Faults, Typed } from '../../../web/forms.ts'
import type { Page } from '../../../web/render.ts'
import type { StaffViewer } from '../../../web/viewer.ts'
import { type Offered, spotWords } from '../filter-fields.ts'
import type { DeskWords } from '../pages.ts'
import { type SavedView, savedViewUrl } from '../saved-views.ts'
import type { Spot } from '../urls.ts'
import { mayChange } from './queries.ts'
import { viewsUrl, viewUrl } from './urls.ts'

type Shown = {
  me: StaffViewer
  views: SavedView[]
  /** In the order of the views. */
  spots: Spot[]
  offered: Offered
  done?: string
  /** A form that came back: of a new view, or of `editing`. */
  typed?: Typed
  faults?: Faults
  editing?: number
}

export function viewsPage(shown: Shown, words: DeskWords): Page {
  const { t } = words
  const { views, spots, offered, me, typed, faults, editing } = shown
  const filled = typed && faults ? { typed, faults } : EMPTY
  const fieldOf = fieldsOf(t, filled)
  const nameOf = (id: string, value: string, isTyped: boolean) => ({
    ...fieldOf('name', t('views.name'), { id, value, required: true, maxlength: 60, dir: 'auto' }),
    // Every form of the page has a field of this name: the fault belongs to the one that was sent.
    ...(!isTyped && { error: undefined }),
  })
  return {
    template: 'tickets/triage/views/views',
    title: t('views.title'),
    area: 'desk',
    status: faults ? 422 : 200,
    model: {
      notice: noticeOf(shown.done ?? '', words),
      errors: errorsOf(t, filled),
      // One that could not be saved: with its words, so that nothing has to be chosen again.
      fresh: typed &&
        editing === undefined && {
          action: viewsUrl(),
          query: typed.in ?? '',
          shared: Boolean(typed.shared),
          name: nameOf('f-name', typed.name ?? '', true),
        },
      views: views.map((view, index) => {
        const spot = spots[index] as Spot
        const isEdited = view.id === editing
        return {
          ...view,
          url: savedViewUrl(view),
          holds: spotWords(spot, words, offered),
          broken: spot.broken && t('views.is_broken'),
          by: view.isMine ? undefined : t('views.by', { name: view.owner }),
          change: mayChange(view, me) && {
            action: viewUrl(view.id),
            remove: viewUrl(view.id, 'remove'),
            open: isEdited,
            name: nameOf(isEdited ? 'f-name' : `name-${view.id}`, isEdited ? (typed?.name ?? '') : view.name, isEdited),
            shared: view.is_shared,
          },
        }
      }),
    },
  }
}

function noticeOf(done: string, { t }: DeskWords) {
  const removed = /^removed-(\d+)$/.exec(done)?.[1]
  if (removed) {
    const act = { action: viewUrl(Number(removed), 'restore'), label: t('desk.undo') }
    return { kind: 'undo', text: t('views.removed'), act }
  }
  if (done === 'changed' || done === 'restored') return { kind: 'good', text: t(`views.${done}`) }
  return undefined
}
