// Writes public/icons.svg, the one sprite of the interface, from lucide-static (ISC licence).
// Run it after adding a name here: node src/bin/make-icons.ts
// A name stands for a meaning, not for a drawing; where the two agree the drawing's name is kept.
// Those that point along the line of reading are named by sense (next, back), because the
// style sheet turns them round for right-to-left languages.
import { readFile, writeFile } from 'node:fs/promises'

const drawings = {
  // kinds of a ticket
  question: 'circle-question-mark',
  problem: 'triangle-alert',
  idea: 'lightbulb',
  thanks: 'heart',
  // acts
  search: 'search',
  plus: 'plus',
  check: 'check',
  close: 'x',
  copy: 'copy',
  link: 'link',
  edit: 'pencil',
  delete: 'trash-2',
  undo: 'undo-2',
  send: 'send',
  reply: 'reply',
  attach: 'paperclip',
  download: 'download',
  upload: 'upload',
  print: 'printer',
  share: 'share-2',
  filter: 'list-filter',
  more: 'ellipsis',
  settings: 'settings',
  refresh: 'refresh-cw',
  merge: 'git-merge',
  vote: 'chevron-up',
  yes: 'thumbs-up',
  no: 'thumbs-down',
  follow: 'bell',
  'follow-stop': 'bell-off',
  'sign-in': 'log-in',
  'sign-out': 'log-out',
  // places along the line of reading
  next: 'chevron-right',
  previous: 'chevron-left',
  forward: 'arrow-right',
  back: 'arrow-left',
  up: 'arrow-up',
  down: 'arrow-down',
  fold: 'chevron-down',
  external: 'external-link',
  // who may read, and where something stands
  public: 'globe',
  private: 'lock',
  note: 'sticky-note',
  staff: 'badge-check',
  official: 'circle-check',
  held: 'hourglass',
  spam: 'shield-alert',
  hidden: 'eye-off',
  reader: 'eye',
  clock: 'clock',
  history: 'history',
  info: 'info',
  warning: 'circle-alert',
  error: 'circle-x',
  // things
  ticket: 'message-circle',
  replies: 'messages-square',
  article: 'file-text',
  articles: 'book-open',
  category: 'folder',
  tag: 'tag',
  user: 'user',
  users: 'users',
  'user-add': 'user-plus',
  inbox: 'inbox',
  snooze: 'alarm-clock',
  mention: 'at-sign',
  bell: 'bell',
  list: 'list',
  mail: 'mail',
  key: 'key-round',
  feed: 'rss',
  image: 'image',
  language: 'languages',
  light: 'sun',
  dark: 'moon',
  auto: 'sun-moon',
  keyboard: 'keyboard',
  palette: 'palette',
  // for categories, chosen by the admin
  home: 'house',
  billing: 'credit-card',
  package: 'package',
  plug: 'plug',
  server: 'server',
  data: 'database',
  phone: 'smartphone',
  tools: 'wrench',
  start: 'rocket',
  delivery: 'truck',
  puzzle: 'puzzle',
  code: 'code',
  shield: 'shield',
  calendar: 'calendar',
  chart: 'chart-line',
  star: 'star',
}

const source = new URL('../../node_modules/lucide-static/icons/', import.meta.url)
const target = new URL('../../public/icons.svg', import.meta.url)

async function symbol([name, drawing]: [string, string]): Promise<string> {
  const svg = await readFile(new URL(`${drawing}.svg`, source), 'utf8')
  const lines = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1]
  if (lines === undefined) throw new Error(`${drawing}.svg is not an SVG drawing`)
  const shapes = lines.replace(/\s*\n\s*/g, '').replace(/ \/>/g, '/>')
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`
}

const symbols = await Promise.all(Object.entries(drawings).map(symbol))
// The strokes are set by .icon in the style sheet: what is used from another file inherits from
// the place of use, never from the root of its own file.
const frame = '<svg xmlns="http://www.w3.org/2000/svg">'
await writeFile(
  target,
  `<!-- Icons: lucide-static, ISC licence, https://lucide.dev/license -->\n${frame}\n${symbols.join('\n')}\n</svg>\n`,
)
process.stdout.write(`${symbols.length} icons written to public/icons.svg\n`)
