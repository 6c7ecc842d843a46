/** Where a ticket stands after its replies and status changes: pure, so that its rules can be read and tested. */
import type { Audience, Kind, Phase } from '../../db/schema.ts'
import type { Statuses } from './taxonomy.ts'

export type HistoryReply = {
  created_at: Date
  by_staff: boolean
  by_requester: boolean
  audience: Audience
  is_thanks: boolean
}
export type HistoryChange = { eventId: number; at: Date; from: number | undefined; to: number }
/** In the order of their times. */
export type History = { replies: readonly HistoryReply[]; changes: readonly HistoryChange[] }

type Ticket = { kind: Kind; status_id: number; created_at: Date; activity_at: Date; changed_at: Date }

export type Standing = {
  status_id: number
  phase: Phase
  done_at: Date | null
  waiting_since: Date | null
  thanked_at: Date | null
  activity_at: Date
  changed_at: Date
  /** Changes whose `from` is not yet said right. */
  origins: { eventId: number; from: number }[]
}

/** The last change decides the status; without one it is the row's own. Notes leave no trace in what others see. */
export function standingAfter(ticket: Ticket, { replies, changes }: History, statuses: Statuses): Standing {
  const seen = replies.filter((reply) => reply.audience !== 'note')
  const statusId = changes.at(-1)?.to ?? ticket.status_id
  const { phase } = statuses.byId(statusId)
  const last = latest([
    ticket.created_at,
    ...seen.map((reply) => reply.created_at),
    ...changes.map((change) => change.at),
  ])
  return {
    status_id: statusId,
    phase,
    done_at: phase === 'done' ? (doneSince(changes, statuses) ?? last) : null,
    waiting_since: phase === 'open' ? waitingSince(ticket, seen, changes, statuses) : null,
    thanked_at: seen.find((reply) => reply.is_thanks && reply.by_requester)?.created_at ?? null,
    activity_at: latest([last, ticket.activity_at]),
    changed_at: latest([last, ticket.changed_at]),
    origins: originsOf(ticket, changes, statuses),
  }
}

/** Since the requester last wrote without hearing from staff, or since the ticket was opened again. */
function waitingSince(
  ticket: Ticket,
  replies: readonly HistoryReply[],
  changes: readonly HistoryChange[],
  statuses: Statuses,
): Date | null {
  const answered = replies.findLast((reply) => reply.by_staff)?.created_at
  const reopened = changes.findLast(
    (change, n) => isOpen(change.to, statuses) && n > 0 && !isOpen(changes[n - 1]?.to, statuses),
  )?.at
  const asked = answered
    ? replies.find((reply) => reply.by_requester && !reply.is_thanks && reply.created_at > answered)?.created_at
    : ticket.created_at
  if (reopened && (!answered || reopened > answered)) return asked && asked > reopened ? asked : reopened
  return asked ?? null
}

// The first of the changes that left it done without a break until now.
function doneSince(changes: readonly HistoryChange[], statuses: Statuses): Date | undefined {
  const lastUndone = changes.findLastIndex((change) => statuses.byId(change.to).phase !== 'done')
  return changes[lastUndone + 1]?.at
}

function originsOf(ticket: Ticket, changes: readonly HistoryChange[], statuses: Statuses): Standing['origins'] {
  return changes.flatMap((change, n) => {
    const from = changes[n - 1]?.to ?? statuses.first(ticket.kind).id
    return change.from === from ? [] : [{ eventId: change.eventId, from }]
  })
}

const isOpen = (statusId: number | undefined, statuses: Statuses): boolean =>
  statusId === undefined || statuses.byId(statusId).phase === 'open'

const latest = (dates: readonly Date[]): Date => new Date(Math.max(...dates.map((date) => date.getTime())))
