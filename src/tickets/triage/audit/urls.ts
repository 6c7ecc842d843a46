import { withTurn } from '../../urls.ts'

export const auditUrl = () => '/desk/settings/audit'

/** With its filters as they were typed; `past` goes on from a place. */
export function auditPageUrl(typed: Record<string, string>, past?: { value: number; id: number }): string {
  const kept = Object.fromEntries(['who', 'group', 'from', 'to'].map((name) => [name, typed[name] || undefined]))
  return withTurn(auditUrl(), { past }, kept)
}

/** Everything that happened on a ticket. */
export const historyUrl = (ticketId: number | ':id') => `/desk/tickets/${ticketId}/history`
