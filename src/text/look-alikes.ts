// Letters of other alphabets by the Latin letter they are drawn like; our own table, of what shows in the fonts of our
// style sheet at the size of a name. Accents are gone before this is asked, and compatibility forms (full width,
// mathematical, circled) are plain letters by NFKD.

/** `from` and `to` letter by letter. */
function pairs(from: string, to: string): [string, string][] {
  const targets = [...to]
  return [...from].map((letter, at) => [letter, targets[at] ?? ''])
}

const table = new Map<string, string>([
  // Capitals that are drawn like another letter than their small form.
  ...pairs('ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'abezhikmnoptyx'),
  ...pairs('ՕՍԼՏՈԱՀ', 'oulsnuh'),
  ...pairs('ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᎩᏃ', 'abcdeghjklmprstvwyz'),
  ...pairs('ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ', 'abcdefghijklmnoprstuvwxyz'),
  // Small letters.
  ...pairs('αβγεζηικνορτυχωμ', 'abyeznikvoptuxwu'),
  ...pairs('авсԁеғԍһніјкӏмопрԛгѕтуцѵԝшхь', 'abcdefghhijklmonpqrstyuvwwxb'),
  ...pairs('օոսհցզյքաղ', 'onuhgqjpwn'),
  ...pairs('ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ', 'abcdefghijklmnoprstuvwyz'),
  ...pairs('ɑɡɩıłøđðħŧƅƙɛɔǀ', 'agiilodohtbkecl'),
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['þ', 'th'],
  // Letters of right-to-left scripts that are a ring or a stroke.
  ...pairs('סוןہه٥۵١۱', 'ollooooll'),
  // Digits and signs written for letters; i and l are one, as capital I and small l are.
  ...pairs('0134578i|!$@€£', 'oleastblllsael'),
])

/** A character of a name as small Latin letter(s) where it looks like them; '' for what does not count as a letter. */
export function lookAlike(character: string): string {
  const found = table.get(character) ?? table.get(character.toLowerCase())
  if (found !== undefined) return found === 'i' ? 'l' : found
  const emoji = emojiLetter(character)
  if (emoji) return emoji === 'i' ? 'l' : emoji
  return /[\p{L}\p{N}]/u.test(character) ? character.toLowerCase() : ''
}

/** Letters in black circles and squares and the halves of flags, none of which Unicode decomposes. */
function emojiLetter(character: string): string | undefined {
  const code = character.codePointAt(0) ?? 0
  const start = [0x1f150, 0x1f170, 0x1f1e6].find((first) => code >= first && code < first + 26)
  return start === undefined ? undefined : String.fromCharCode(0x61 + code - start)
}
