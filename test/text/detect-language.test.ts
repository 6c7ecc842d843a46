import { describe, expect, test } from 'vitest'
import { detectLanguage, directionOf, searchConfig } from '../../src/text/detect-language.ts'

describe('the language of a text', () => {
  test.each([
    ['en', 'I cannot sign in since this morning, the page says that my password is wrong.'],
    ['en', 'Hello, I cannot log in'],
    ['ru', 'С утра не могу войти: страница пишет, что пароль неверный.'],
    ['ru', 'Помогите, ничего не грузится'],
    ['ru', 'Спасибо!'],
    ['uk', 'Зранку не можу увійти: сторінка пише, що пароль неправильний.'],
    ['uk', 'Дякую, дуже допомогли!'],
    ['uk', 'Не маю доступу до кабінету'],
    ['ar', 'لا أستطيع تسجيل الدخول منذ الصباح، تقول الصفحة إن كلمة المرور خاطئة.'],
    ['ar', 'شكرا جزيلا'],
    ['fa', 'از صبح نمی‌توانم وارد شوم، صفحه می‌گوید رمز اشتباه است.'],
    ['he', 'אני לא מצליח להתחבר מהבוקר'],
    ['de', 'Seit heute früh kann ich mich nicht anmelden, das Passwort soll falsch sein.'],
    ['fr', 'Je ne peux plus me connecter depuis ce matin, le mot de passe serait faux.'],
    ['fi', 'En pääse kirjautumaan sisään tänä aamuna, sivu väittää salasanan olevan väärä.'],
    ['hu', 'Reggel óta nem tudok bejelentkezni, az oldal szerint rossz a jelszó.'],
    ['tr', 'Sabahtan beri giriş yapamıyorum, sayfa şifrenin yanlış olduğunu söylüyor.'],
    ['cs', 'Od rána se nemohu přihlásit, stránka tvrdí, že heslo je špatné.'],
    ['es', 'Desde esta mañana no puedo entrar, dice que la contraseña no es correcta.'],
    ['bg', 'От сутринта не мога да вляза, страницата казва, че паролата е грешна.'],
    ['ja', '今朝からログインできません。パスワードが違うと表示されます。'],
    ['zh', '今天早上开始我无法登录，页面说密码不对。'],
    ['el', 'Από το πρωί δεν μπορώ να συνδεθώ'],
  ])('%s: %s', (language, text) => {
    expect(detectLanguage(text)).toBe(language)
  })

  test('is that of the writer, not of the error message quoted or the code pasted', () => {
    const log = '```\nError: connection refused by the remote host while reading the response\n```'
    expect(detectLanguage(`Не працює вхід, ось помилка:\n\n${log}`)).toBe('uk')
    expect(detectLanguage('Не работает API: Error connection refused by peer, try again later')).toBe('ru')
  })

  test('is what the caller expects, else undetermined, when there is too little to tell', () => {
    for (const text of ['', '???', 'API key', '12345', 'https://desk.example/a/b', '```\ncode only here\n```']) {
      expect(detectLanguage(text)).toBe('und')
      expect(detectLanguage(text, 'uk')).toBe('uk')
    }
    expect(detectLanguage('Нема')).toBe('ru')
    expect(detectLanguage('Нема', 'uk')).toBe('uk')
  })

  test('is found at once in 100 kB', () => {
    const start = performance.now()
    detectLanguage('` '.repeat(50_000))
    detectLanguage('слово '.repeat(17_000))
    expect(performance.now() - start).toBeLessThan(500)
  })
})

test('Arabic, Persian, Hebrew and Urdu are written from the right', () => {
  expect(['ar', 'fa', 'he', 'ur'].map(directionOf)).toEqual(['rtl', 'rtl', 'rtl', 'rtl'])
  expect(['en', 'ru', 'uk', 'und'].map(directionOf)).toEqual(['ltr', 'ltr', 'ltr', 'ltr'])
})

test('search stems a language the database knows, and takes words as they are in others', () => {
  expect(['en', 'ru', 'ar', 'nb'].map(searchConfig)).toEqual(['english', 'russian', 'arabic', 'norwegian'])
  expect(['uk', 'ja', 'und', 'constructor'].map(searchConfig)).toEqual(['simple', 'simple', 'simple', 'simple'])
})
