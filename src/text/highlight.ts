import hljs from 'highlight.js/lib/core'
import apache from 'highlight.js/lib/languages/apache'
import bash from 'highlight.js/lib/languages/bash'
import c from 'highlight.js/lib/languages/c'
import cpp from 'highlight.js/lib/languages/cpp'
import css from 'highlight.js/lib/languages/css'
import diff from 'highlight.js/lib/languages/diff'
import dockerfile from 'highlight.js/lib/languages/dockerfile'
import go from 'highlight.js/lib/languages/go'
import http from 'highlight.js/lib/languages/http'
import java from 'highlight.js/lib/languages/java'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import kotlin from 'highlight.js/lib/languages/kotlin'
import lua from 'highlight.js/lib/languages/lua'
import makefile from 'highlight.js/lib/languages/makefile'
import nginx from 'highlight.js/lib/languages/nginx'
import perl from 'highlight.js/lib/languages/perl'
import php from 'highlight.js/lib/languages/php'
import powershell from 'highlight.js/lib/languages/powershell'
import properties from 'highlight.js/lib/languages/properties'
import python from 'highlight.js/lib/languages/python'
import ruby from 'highlight.js/lib/languages/ruby'
import rust from 'highlight.js/lib/languages/rust'
import sql from 'highlight.js/lib/languages/sql'
import swift from 'highlight.js/lib/languages/swift'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'

// Only grammars that were measured. highlight.js is quadratic in long lines and long words: 20 kB of "A" take 7 s as PHP,
// 20 kB of "a" 4 s as INI. Within the bounds below the worst of some 240 shapes takes under 0.2 s. C# (0.4 s for 8 kB of
// "a b ") and INI (0.3 s for 8 kB of "a.") stay above that, so the nearest safe grammar stands in for them.
const grammars = {
  apache,
  bash,
  c,
  cpp,
  css,
  diff,
  dockerfile,
  go,
  http,
  java,
  javascript,
  json,
  kotlin,
  lua,
  makefile,
}
const more = { nginx, perl, php, powershell, properties, python, ruby, rust, sql, swift, typescript, xml, yaml }
for (const [name, grammar] of Object.entries({ ...grammars, ...more })) hljs.registerLanguage(name, grammar)
hljs.registerAliases(['shell', 'console', 'sh-session'], { languageName: 'bash' })
hljs.registerAliases(['csharp', 'cs', 'c#'], { languageName: 'java' })
hljs.registerAliases(['ini', 'toml', 'env', 'dotenv'], { languageName: 'properties' })

/** Characters of one block that are coloured; callers keep the sum of a text's blocks under twice this. */
export const LONGEST_CODE = 6000
const LONGEST_LINE = 200
/** Every sign in a span of its own is 36 times the code; no real program comes near this. */
const MOST_MARKUP = 12

/**
 * Code as HTML with `hljs-*` spans around its parts, everything else escaped; undefined when the language is unknown
 * or the code is over a bound: it is then shown plain. `language` is what stood behind the fence, in any case.
 */
export function highlight(code: string, language: string): string | undefined {
  const name = language.toLowerCase()
  if (code.length > LONGEST_CODE || !hljs.getLanguage(name)) return undefined
  if (code.split('\n').some((line) => line.length > LONGEST_LINE)) return undefined
  const html = hljs.highlight(code, { language: name, ignoreIllegals: true }).value
  return html.length > MOST_MARKUP * code.length ? undefined : html
}
