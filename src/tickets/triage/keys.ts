/**
 * The keys of the desk, as "?" lists them: what is pressed, and its name under `keys` in the catalogues (of a
 * view: under `desk`). Each stands as
 * `data-key` on the link, button or field that does the same by a click. Two letters are pressed one after the other.
 */
export const KEYS: readonly { group: string; keys: readonly (readonly [key: string, name: string])[] }[] = [
  {
    group: 'move',
    keys: [
      ['j', 'next'],
      ['k', 'previous'],
      ['o', 'open'],
      ['u', 'queue'],
      ['x', 'pick'],
      ['f', 'filters'],
      ['/', 'search'],
      ['?', 'list'],
    ],
  },
  {
    group: 'answer',
    keys: [
      ['r', 'reply'],
      ['p', 'reply_private'],
      ['n', 'note'],
      ['l', 'article'],
      ['q', 'guidelines'],
      ['Ctrl+Enter', 'send'],
      ['Ctrl+Shift+Enter', 'send_next'],
      ['Esc', 'leave'],
    ],
  },
  {
    group: 'sort',
    keys: [
      ['s', 'status'],
      ['a', 'assign'],
      ['i', 'take'],
      ['y', 'priority'],
      ['w', 'acknowledge'],
      ['c', 'category'],
      ['t', 'tags'],
      ['b', 'snooze'],
      ['h', 'pass_on'],
      ['v', 'visibility'],
      ['e', 'edit'],
      ['d', 'page'],
      ['.', 'more'],
      ['z', 'undo'],
    ],
  },
  {
    group: 'views',
    keys: [
      ['g u', 'view_unanswered'],
      ['g m', 'view_mine'],
      ['g n', 'view_unassigned'],
      ['g w', 'view_waiting'],
      ['g o', 'view_open'],
      ['g p', 'view_private'],
      ['g d', 'view_done'],
      ['g s', 'view_snoozed'],
      ['g a', 'view_mentions'],
      ['g t', 'view_thanks'],
    ],
  },
]

/** The second key of "g" for a view. */
export const VIEW_KEYS: Partial<Record<string, string>> = Object.fromEntries(
  (KEYS.find(({ group }) => group === 'views')?.keys ?? []).map(([key, name]) => [name.replace('view_', ''), key]),
)
