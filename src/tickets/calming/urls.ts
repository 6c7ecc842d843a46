import { deskActUrl, SPOT_FIELD } from '../urls.ts'

/** `replyId`: whose author it is about; without one, the ticket's. */
export function calmUrl(
  ticketId: number,
  { replyId, spot = '' }: { replyId?: number | undefined; spot?: string } = {},
) {
  const words = new URLSearchParams()
  if (replyId !== undefined) words.set('reply', String(replyId))
  if (spot) words.set(SPOT_FIELD, spot)
  return `${deskActUrl(ticketId, 'calm')}${words.size > 0 ? `?${words}` : ''}`
}

export const restraintsUrl = () => '/desk/restraints'
export const liftUrl = (id: number) => `${restraintsUrl()}/${id}/lift`
