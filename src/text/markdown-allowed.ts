import sanitize from 'sanitize-html'

// The second wall: what our renderer can write and nothing more, so that a fault in it (or in marked) costs a missing
// element and not a reader's session. Each entry has its line in markdown-html.ts or markdown-inline.ts.
const allowed: sanitize.IOptions = {
  allowedTags: [
    ...['p', 'br', 'hr', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'code', 'span', 'div'],
    ...['ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'a', 'img', 'strong', 'em', 'del'],
  ],
  allowedAttributes: {
    '*': ['dir'],
    a: ['href', 'rel'],
    img: ['src', 'alt', 'loading'],
    ol: ['start'],
    th: ['scope'],
    div: ['tabindex'],
    pre: ['tabindex'],
    ...Object.fromEntries(['h2', 'h3', 'h4', 'h5', 'h6'].map((tag) => [tag, ['id']])),
  },
  allowedClasses: {
    a: ['anchor'],
    div: ['callout', 'note', 'tip', 'warning', 'scroll'],
    li: ['task'],
    // highlight.js: "hljs-title function_", "hljs-title class_ inherited__"
    // A mark for what was hidden; see marks.ts.
    span: ['removed', /^hljs-[a-z_-]+$/, /^[a-z]+_{1,2}$/],
    td: ['center', 'end'],
    th: ['center', 'end'],
  },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  exclusiveFilter: ({ tag, attribs }) => tag === 'img' && !(attribs.src ?? '').startsWith('/files/'),
}

/** HTML of our renderer with everything else taken out of it. Linear time. */
export function onlyAllowed(html: string): string {
  return sanitize(html, allowed)
}
