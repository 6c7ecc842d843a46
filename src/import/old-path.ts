/** An old address as it is stored and looked up: decoded, without a slash at its end. */
export function oldPath(path: string): string {
  return decoded(path).replace(/(.)\/+$/, '$1')
}

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    return text
  }
}
