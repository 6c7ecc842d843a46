/** A way back within this site; anything else leads to the front page (an open redirect serves phishers). */
export function safeBack(path: string | undefined): string {
  return path && /^\/(?![/\\])[^\s\\]{0,2000}$/.test(path) ? path : '/'
}
