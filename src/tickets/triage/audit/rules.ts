/** What acts of staff are about, for the filter of the audit log. */

/** Acts on tickets and articles are events; the others are told apart by the first word of their name. */
export const GROUPS = ['tickets', 'articles', 'settings', 'team', 'taxonomy', 'desk'] as const
export type Group = (typeof GROUPS)[number]

export const GROUP_WORDS: Record<Exclude<Group, 'tickets' | 'articles' | 'settings'>, readonly string[]> = {
  team: ['team', 'account', 'rota'],
  taxonomy: ['status', 'category', 'tag'],
  desk: ['view', 'bulk', 'person', 'guest'],
}
