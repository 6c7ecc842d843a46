import { expect, test } from 'vitest'
import { slugOf } from '../../src/text/slug.ts'

test.each([
  ['How do I change my API key?', 'en', 'how-do-i-change-my-api-key'],
  ["Can't log in — since update 2.0!", 'en', 'cant-log-in-since-update-2-0'],
  ['Как сменить ключ API без простоя?', 'ru', 'kak-smenit-klyuch-api-bez-prostoya'],
  ['Ёлка, подъезд и щи', 'ru', 'yolka-podezd-i-shchi'],
  ['Як змінити ключ їжака Ґалаґан', 'uk', 'yak-zminyty-klyuch-yizhaka-galagan'],
  ["П'ять гір", 'uk', 'pyat-hir'],
  ['Щастие, ъгъл, хляб', 'bg', 'shtastie-agal-hlyab'],
  ['Ђак чека џез', 'sr', 'djak-ceka-dzez'],
  ['Größe ändern, weiß', 'de', 'grosse-andern-weiss'],
  ['Giriş yapamıyorum İSTANBUL', 'tr', 'giris-yapamiyorum-istanbul'],
  ['Łódź, Øre, Đorđe, Æther', 'pl', 'lodz-ore-dorde-aether'],
  ['Ｆｕｌｌ ﬁle', 'en', 'full-file'],
  ['كيف أبدّل مفتاح API بدون توقف؟', 'ar', 'كيف-أبدل-مفتاح-api-بدون-توقف'],
  ['שלום עולם', 'he', 'שלום-עולם'],
  ['APIキーの変更', 'ja', 'apiキーの変更'],
  ['हिन्दी में', 'hi', 'हिन्दी-में'],
  ['???', 'en', ''],
  ['🔥🔥🔥', 'en', ''],
  ['', 'en', ''],
])('%s (%s) is found at %s', (title, language, slug) => {
  expect(slugOf(title, language)).toBe(slug)
})

test('a long title is cut between words near 80 characters, a long word between letters', () => {
  const slug = slugOf('the quick brown fox jumps over the lazy dog '.repeat(20), 'en')
  expect(slug.length).toBeLessThanOrEqual(80)
  expect(slug.length).toBeGreaterThan(70)
  expect(slug).toMatch(/-(the|quick|brown|fox|jumps|over|lazy|dog)$/)
  expect(slugOf('Donaudampfschifffahrt'.repeat(9), 'de')).toHaveLength(80)
  expect(slugOf('単語の間に空白がない'.repeat(30), 'ja').length).toBeLessThanOrEqual(80)
})

test('a slug is safe in an address: no slash, dot, space or sign of HTML', () => {
  expect(slugOf('../../etc/passwd?x=1&y=<script>%00\u202e', 'en')).toBe('etc-passwd-x-1-y-script-00')
})
