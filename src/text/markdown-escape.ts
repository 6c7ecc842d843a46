const PUNCTUATION = '[!-/:-@[-`{-~]'
const BACKSLASH = new RegExp(`\\\\(?=${PUNCTUATION}|$)`, 'g')
const ADDRESS = /:\/\/|@|^www\./i

/**
 * Text of a page as Markdown that shows it as it was: signs that would mean something get a backslash, no others, so
 * that the source stays readable. `text` is one run between two tags, white space collapsed; it may begin a line, unless
 * it begins with a space. Bare addresses stay whole (a backslash in them would end up in the link).
 */
export function escapeMarkdown(text: string): string {
  const escaped = text.replace(/\S+/g, (word) => (ADDRESS.test(word) ? word : escapeWord(word)))
  return escaped
    .replace(/^([-+](?=\s|$)|>|#{1,6}(?=\s|$)|[-=]+\s*$)/, '\\$1')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
}

function escapeWord(word: string): string {
  return (
    word
      .replace(BACKSLASH, '\\\\')
      .replace(/[*`~[]/g, '\\$&')
      // snake_case is no emphasis; _this_ is.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      .replace(/&(?=#\d+;|#x[\da-f]+;|[a-z][a-z\d]*;)/gi, '\\&')
  )
}
