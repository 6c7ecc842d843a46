/** One line about what was just done, with its undo where one click can take it back. */
import type { EventType } from '../../events.ts'
import { deskActUrl, SPOT_FIELD } from '../../urls.ts'
import type { DeskWords } from '../pages.ts'
import { spotQuery } from '../urls.ts'
import { eventSentence } from './history.ts'
import type { Shown } from './pages.ts'
import type { DeskEvent } from './queries.ts'

/** An old bookmark of the address must not offer to undo what was settled long ago. */
const FRESH_MINUTES = 10

type Undo = { act: string; fields: Record<string, string> }

/** The act that takes the event back, as a form; undefined where there is none that needs no further word. */
function undoOf({ type, data }: DeskEvent, { taxonomy }: DeskWords): Undo | undefined {
  const from = typeof data.from === 'number' ? String(data.from) : ''
  switch (type as EventType) {
    case 'status_changed': {
      const status = taxonomy.statuses.get(Number(from))
      return status && !status.needs_reason ? { act: 'status', fields: { status: from } } : undefined
    }
    case 'assigned':
      return { act: 'assignee', fields: { assignee: from || '0' } }
    case 'categorised':
      return { act: 'category', fields: { category: from } }
    case 'tagged':
      return Array.isArray(data.from) ? { act: 'tags', fields: { tags: data.from.join(', ') } } : undefined
    case 'reply_removed':
      return { act: 'restore-reply', fields: { reply: String(data.reply_id) } }
    default:
      return undefined
  }
}

/** For views/frame/_notice. `did` names an event of the viewer's own; anything else says nothing. */
export function doneLine({ did, desk, viewer, spot, now }: Shown, words: DeskWords) {
  const event = desk.events.find(({ type, person_id }) => type === did && person_id === viewer.personId)
  if (!event || now.getTime() - event.created_at.getTime() > FRESH_MINUTES * 60_000) return undefined
  const undo = undoOf(event, words)
  const text = eventSentence(event, words)
  if (!undo) return { kind: 'good', text }
  const fields = Object.entries({ ...undo.fields, [SPOT_FIELD]: spotQuery(spot) })
  return {
    kind: 'undo',
    text,
    act: {
      action: deskActUrl(desk.ticket.id, undo.act),
      label: words.t('desk.undo'),
      fields: fields.map(([name, value]) => ({ name, value })),
    },
  }
}
