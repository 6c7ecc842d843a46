export const signInUrl = (next?: string) => (next ? `/sign-in?next=${encodeURIComponent(next)}` : '/sign-in')
export const signOutUrl = () => '/sign-out'
export const myUrl = () => '/my'
/** Asking for a link to carry to another device; with a token, using it there. */
export const carryPath = (token?: string) => (token ? `/my/carry/${token}` : '/my/carry')
/** A guest's link to one ticket. */
export const guestLinkPath = (token: string) => `/g/${token}`
export const secretLinkPath = (token: string) => `/t/${token}`

export const setUpPath = (token: string) => `/set-up/${token}`
export const invitePath = (token: string) => `/invite/${token}`
/** Asking for a new password; with a token, choosing it. */
export const resetPath = (token?: string) => (token ? `/reset/${token}` : '/reset')
export const accountUrl = (done?: string) => (done ? `/desk/account?done=${done}` : '/desk/account')
export const signOutEverywhereUrl = () => '/desk/account/sign-out-everywhere'

/** Any address of the site itself serves as a base; only the path is kept. */
const HERE = 'http://here.invalid'

/** A way back within this site; anything else leads to the desk (an open redirect serves phishers). */
export function safeNext(next: unknown): string {
  // Browsers drop tabs and line breaks and read a backslash as a slash: neither belongs into a path of ours.
  if (typeof next !== 'string' || next.length > 500 || !/^\/(?![/\\])[^\s\\\p{Cc}]*$/u.test(next)) return '/desk'
  if (!URL.canParse(next, HERE)) return '/desk'
  const { origin, pathname, search, hash } = new URL(next, HERE)
  return origin === HERE && !pathname.startsWith('//') ? pathname + search + hash : '/desk'
}
