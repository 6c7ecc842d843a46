export const signInUrl = (next?: string) => (next ? `/sign-in?next=${encodeURIComponent(next)}` : '/sign-in')
export const signOutUrl = () => '/sign-out'
export const myUrl = () => '/my'
export const secretLinkPath = (token: string) => `/t/${token}`

/** A way back within this site; anything else leads to the desk (an open redirect serves phishers). */
export function safeNext(next: string | undefined): string {
  return next && /^\/(?![/\\])[^\s\\]{0,500}$/.test(next) ? next : '/desk'
}
