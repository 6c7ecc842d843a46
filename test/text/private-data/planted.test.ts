/** "Done when 2": a hundred secrets in real ticket texts, and real texts in which there is none. Prints both figures. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { openSource } from '../../../src/import/sources.ts'
import { htmlToMarkdown } from '../../../src/text/html-to-markdown.ts'
import { findPrivateData } from '../../../src/text/private-data/find.ts'
import { dice, type Planted, plant } from './planted.ts'
import { TELLING } from './telling.ts'

const folder = join(import.meta.dirname, '../../../../shared/data')
const isThere = existsSync(folder)
if (!isThere) console.warn(`SKIPPED: no real files in ${folder}; secrets are not looked for in real texts.`)

const SEEDS = [20260101, 7, 99]

/** Letters and digits of the secret that would still stand on a public page. */
function leftOf({ secret, poster = {} }: Planted, text: string): string {
  const findings = findPrivateData(text, { poster })
  const at = text.indexOf(secret)
  return [...secret]
    .filter((sign, i) => /[\p{L}\p{N}]/u.test(sign) && !findings.some((f) => f.start <= at + i && at + i < f.end))
    .join('')
}

function missed(planted: readonly Planted[], textFor: (sentence: string, n: number) => string) {
  return planted
    .map((one, n) => ({ ...one, left: leftOf(one, textFor(one.sentence, n)) }))
    .filter(({ left }) => left !== '')
    .map(({ kind, sentence, left }) => `${kind}: "${sentence}" leaves "${left}"`)
}

test.each(SEEDS)('of a hundred secrets in plain sentences at least 95 are found (seed %d)', (seed) => {
  const left = missed(plant(seed), (sentence) => `Hello,\n\n${sentence}\n\nThank you.`)
  expect(left.length, left.join('\n')).toBeLessThanOrEqual(5)
})

describe.skipIf(!isThere)('in real tickets', { timeout: 120_000 }, () => {
  const texts: { id: string; text: string }[] = []

  beforeAll(async () => {
    for (const name of ['questions.csv.gz', 'threads.xml.gz']) {
      const source = await openSource(join(folder, name))
      for await (const row of source.rows()) {
        if ('refused' in row) continue
        for (const record of row.records) {
          if (record.type !== 'ticket') continue
          const body = record.body ?? ''
          const markdown = record.format === 'html' ? htmlToMarkdown(body) : body
          texts.push({ id: record.id, text: `${record.title}\n\n${markdown}` })
        }
      }
    }
  }, 120_000)

  test.each(SEEDS)('at least 95 of 100 planted secrets are found (seed %d)', (seed) => {
    const d = dice(seed + 1)
    const left = missed(plant(seed), (sentence) => {
      const { text } = texts[d.number(texts.length)] ?? { text: '' }
      // Between two of its lines, so that whatever stands around it may mislead.
      const lines = text.split('\n')
      lines.splice(1 + d.number(lines.length), 0, sentence)
      return lines.join('\n')
    })
    console.info(`planted secrets found in real tickets (seed ${seed}): ${100 - left.length} of 100`)
    expect(left.length, left.join('\n')).toBeLessThanOrEqual(5)
  })

  test('fewer than 2 in 100 clean ones are flagged', () => {
    // Nobody has taken the real secrets out of the real texts: those that were read and do hold one are listed in
    // telling.ts and left out. Even with them the share is printed, as a bound that depends on no list.
    const flagged = texts.filter(({ text }) => findPrivateData(text).length > 0)
    const share = (100 * flagged.length) / texts.length
    const clean = texts.filter(({ id }) => !TELLING.has(id))
    const wrongly = flagged.filter(({ id }) => !TELLING.has(id))
    const rate = (100 * wrongly.length) / clean.length
    console.info(
      `clean real tickets flagged: ${rate.toFixed(2)} in 100 (${wrongly.length} of ${clean.length}); ` +
        `all real tickets flagged, those with a real secret in them too: ${share.toFixed(2)} in 100`,
    )
    expect(rate).toBeLessThan(2)
  })
})
