import { parseFragment } from 'parse5'

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text as it stands inside an element or a double-quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => SIGNS[sign] ?? sign)
}

/** `&amp;` and its two thousand kin as the characters they stand for; a bare `<` stays one. Linear time. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return parseFragment(text.replaceAll('<', '&lt;'))
    .childNodes.map((node) => ('value' in node ? node.value : ''))
    .join('')
}
