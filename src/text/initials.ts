/** One or two letters for a coloured disc; '?' for a name without letters. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word))
  const first = words[0]?.match(/^./u)?.[0] ?? '?'
  const last = words.length > 1 ? (words.at(-1)?.match(/^./u)?.[0] ?? '') : ''
  return (first + last).toLocaleUpperCase()
}
