/**
 * Tells a thank-you from a message that wants an answer. It errs towards "wants an answer": a thank-you taken for a
 * question costs staff a glance, a question taken for a thank-you would be missed. So: short, nothing asked, nothing
 * against it, and a word of thanks.
 */
import { plainText } from './plain.ts'

/** More than this is a story, whatever its first word. */
const MOST_CHARACTERS = 240
const MOST_WORDS = 30
const FEW_WORDS = 10
const FIRST_WORDS = 5

const QUESTION = /[?？؟;;]/u

const stem = (words: string[]) => new RegExp(`(?<![\\p{L}\\p{M}])(?:${words.join('|')})`, 'iu')
const word = (words: string[]) => new RegExp(`(?<![\\p{L}\\p{M}])(?:${words.join('|')})(?![\\p{L}\\p{M}])`, 'iu')

const THANKS = stem([
  ...['thank', 'thx', 'tnx', 'much appreciated', 'i appreciate', 'you rock'],
  ...['спасибо', 'спс(?![\\p{L}])', 'пасиб', 'благодар', 'признател', 'спасибі', 'дякую', 'дякуємо', 'дяки', 'вдячн'],
  ...['شكر', 'أشكر', 'نشكر', 'اشكر', 'مشكور', 'ممتن', 'جزاك', 'يعطيك العافية', 'تسلم'],
  ...[
    'dank',
    'merci',
    'gracias',
    'obrigad',
    'grazie',
    'dzięk',
    'tak(?![\\p{L}])',
    'tack(?![\\p{L}])',
    'takk',
    'kiitos',
  ],
  ...['teşekkür', 'sağ ol', 'děkuj', 'ďakuj', 'díky', 'mulțum', 'köszön', 'ευχαριστ', 'hvala', 'рахмет', 'дзякуй'],
  ...['благодаря', 'תודה', 'متشکر', 'ممنون', 'سپاس', 'शुक्रिया', 'धन्यवाद', '감사', 'ขอบคุณ', 'cảm ơn', 'terima kasih'],
])
const THANKS_WITHOUT_SPACES = /ありがと|感謝|感谢|谢谢|謝謝|多謝|多谢/u

/** What turns a thank-you into something else: a turn, a negation, a trouble, a request. */
const MORE_TO_COME = word([
  ...['but', 'however', 'although', 'though', 'still', 'yet', 'unfortunately', 'except', 'another', 'one more', 'also'],
  ...[
    'not',
    "n['’]t",
    "\\p{L}+n['’]t",
    'cannot',
    'cant',
    'dont',
    'doesnt',
    'didnt',
    'isnt',
    'never',
    'nothing',
    'fails?',
    'failed',
  ],
  ...[
    'error',
    'errors',
    'bug',
    'broken',
    'wrong',
    'again',
    'how',
    'why',
    'when',
    'where',
    'could you',
    'can you',
    'please',
  ],
  ...['would like', 'in advance', 'need', 'waiting'],
  ...['но', 'однако', 'хотя', 'только', 'ещё', 'еще', 'опять', 'снова', 'не', 'нет', 'ни', 'никак', 'ошибка', 'ошибку'],
  ...[
    'ошибки',
    'как',
    'почему',
    'когда',
    'где',
    'можно',
    'можете',
    'нужно',
    'подскажите',
    'пожалуйста',
    'жду',
    'ждем',
    'ждём',
  ],
  ...['заранее', 'сломалось', 'к сожалению', 'прошу'],
  ...[
    'але',
    'однак',
    'хоча',
    'тільки',
    'лише',
    'ще',
    'знову',
    'ні',
    'немає',
    'помилка',
    'помилку',
    'помилки',
    'як',
    'чому',
  ],
  ...[
    'коли',
    'де',
    'можна',
    'можете',
    'потрібно',
    'підкажіть',
    'будь ласка',
    'чекаю',
    'чекаємо',
    'заздалегідь',
    'на жаль',
  ],
  ...['لكن', 'ولكن', 'لكنه', 'لكنها', 'مازال', 'ما زال', 'لا يزال', 'لا تزال', 'لا', 'لم', 'لن', 'ليس', 'ليست', 'غير'],
  ...['خطأ', 'مشكلة', 'المشكلة', 'كيف', 'لماذا', 'متى', 'أين', 'اين', 'هل', 'أرجو', 'ارجو', 'رجاء', 'رجاءً', 'من فضلك'],
  ...['مقدما', 'مقدمًا', 'سلفا', 'سلفًا', 'أيضا', 'أيضًا', 'للأسف', 'بانتظار'],
  ...[
    'aber',
    'jedoch',
    'leider',
    'nicht',
    'kein',
    'keine',
    'noch',
    'wie',
    'bitte',
    'im voraus',
    'mais',
    'pas',
    'toujours',
  ],
  ...['comment', 'pero', 'no', 'todavía', 'cómo', 'por favor', 'mas', 'não', 'ainda', 'como', 'ma', 'non', 'ancora'],
  ...['vorrei', 'ale', 'nie', 'jak', 'jeszcze', 'proszę', 'ama', 'değil', 'hâlâ', 'nasıl', 'sorun', 'hata', 'maalesef'],
  ...[
    'lütfen',
    'şimdiden',
    'maar',
    'niet',
    'nog',
    'hoe',
    'graag',
    'není',
    'nejde',
    'prosím',
    'prosim',
    'ne',
    'nem',
    'kérem',
  ],
])

/** Phrases that hold such a word and yet say that all is well. */
const ALL_WELL = new RegExp(
  [
    'no (?:more |further |other )?(?:problems?|questions?|issues?)',
    'what (?:i|we) need',
    '(?:вопросов|проблем|ошибок) (?:больше )?нет|(?:больше )?нет (?:больше )?(?:вопросов|проблем|ошибок)',
    'как (?:надо|нужно|часы|положено|и должно)|только что',
    '(?:питань|проблем|помилок) (?:більше )?(?:немає|нема)|як (?:треба|слід|годинник)|щойно',
    '(?:error|bug|problem) (?:is |was |has |has been )?(?:gone|fixed|solved|resolved|disappeared|went away)',
    '(?:ошибка|проблема) (?:исчезла|пропала|решена|решилась|ушла|исправлена)',
    '(?:помилка|проблема) (?:зникла|пропала|вирішена|вирішилася|вирішилась|виправлена)',
    'تم حل (?:ال)?مشكلة|[اإ]نحلت (?:ال)?مشكلة|حُ?لّ?ت المشكلة|(?:بدون|دون) مشاكل',
    'لا (?:توجد |يوجد )?(?:مشكلة|مشاكل|أسئلة|اسئلة)',
  ].join('|'),
  'giu',
)

/** True for "Thanks, that did it!" in any of some thirty languages. `source` is Markdown. */
export function isThankYou(source: string): boolean {
  if (source.length > 2 * MOST_CHARACTERS || /```|^ {4}\S/m.test(source)) return false
  const text = plainText(source).replace(/\s+/g, ' ').replace(ALL_WELL, '').trim()
  if (text.length > MOST_CHARACTERS || text.split(' ').length > MOST_WORDS) return false
  if (QUESTION.test(text) || MORE_TO_COME.test(text) || /\bhttps?:/i.test(text)) return false
  // "…, thank you" at the end of a longer text is how a request closes.
  const start = text.split(' ').length <= FEW_WORDS ? text : text.split(' ').slice(0, FIRST_WORDS).join(' ')
  return THANKS.test(start) || THANKS_WITHOUT_SPACES.test(start)
}
