/** One line about what was just done, with its undo where one click can take it back. */
import type { EventType } from '../../events.ts'
import { deskActUrl, SPOT_FIELD, undoUrl } from '../../urls.ts'
import type { DeskWords } from '../pages.ts'
import { spotQuery } from '../urls.ts'
import { eventSentence } from './history.ts'
import type { Shown } from './pages.ts'
import type { DeskEvent } from './queries.ts'

/** An old bookmark of the address must not speak of what was settled long ago. */
const FRESH_MINUTES = 10

type Undo = { action: string; fields: Record<string, string> }

/** The act that takes the event back, as a form; undefined where there is none. */
function undoOf({ type, data }: DeskEvent, { ticket, undo }: Shown['desk']): Undo | undefined {
  if (undo?.type === type) return { action: undoUrl(undo.id), fields: { ticket: String(ticket.id) } }
  if (type === ('reply_removed' satisfies EventType)) {
    return { action: deskActUrl(ticket.id, 'restore-reply'), fields: { reply: String(data.reply_id) } }
  }
  return undefined
}

/** For views/frame/_notice. `did` names an event of the viewer's own; anything else says nothing. */
export function doneLine({ did, desk, viewer, spot, now }: Shown, words: DeskWords) {
  const event = desk.events.find(({ type, person_id }) => type === did && person_id === viewer.personId)
  if (!event || now.getTime() - event.created_at.getTime() > FRESH_MINUTES * 60_000) return undefined
  const undo = undoOf(event, desk)
  const text = eventSentence(event, words)
  if (!undo) return { kind: 'good', text }
  const fields = Object.entries({ ...undo.fields, [SPOT_FIELD]: spotQuery(spot) })
  return {
    kind: 'undo',
    text,
    act: {
      action: undo.action,
      label: words.t('desk.undo'),
      fields: fields.map(([name, value]) => ({ name, value })),
    },
  }
}
