import { describe, expect, test } from 'vitest'
import { isThankYou } from '../../src/text/thank-you.ts'

describe('a thank-you', () => {
  test.each([
    'Thanks!',
    'Thank you so much, that did it.',
    'Works as it should, thx',
    'No more questions, thanks',
    'Thanks, the error is gone',
    'Спасибо, всё работает!',
    'Большое спасибо за быстрый ответ',
    'благодарю, проблем больше нет',
    'Щиро дякую за швидку допомогу',
    'Дякую, помилка зникла',
    'شكرا جزيلا لكم',
    'شكرًا، تم حل المشكلة',
    'Danke, hat geklappt',
    'Merci beaucoup !',
    'ありがとうございます',
  ])('is %s', (text) => {
    expect(isThankYou(text)).toBe(true)
  })
})

describe('no thank-you, for it wants an answer,', () => {
  test.each([
    'Thanks, how do I undo it',
    'Thanks! Does that work on Linux too?',
    'Thank you, but now I get another error',
    'Thanks in advance',
    'It still fails, thanks',
    'Thanks, it does not work',
    'Спасибо, но не помогло',
    'Спасибо, а как это отключить',
    'Заранее спасибо',
    'Дякую, але досі не працює',
    'Дякую! А коли це буде?',
    'شكرا ولكن المشكلة ما زالت موجودة',
    'شكرا، كيف أفعل ذلك',
    'We tried all of it on Monday and the queue of jobs stood where it was, so here is the log, thanks',
    '```\nthanks\n```',
    'thanks https://spam.example',
    `Thank you ${'very '.repeat(60)}much`,
    'It works.',
    '',
  ])('is %j', (text) => {
    expect(isThankYou(text)).toBe(false)
  })
})

test('a hundred kilobytes of anything are told quickly', () => {
  for (const text of ['thanks '.repeat(15_000), 'a'.repeat(100_000), '> '.repeat(50_000)]) {
    const started = performance.now()
    expect(isThankYou(text)).toBe(false)
    expect(performance.now() - started).toBeLessThan(100)
  }
})
