/** The admin's accent, made readable: contrast is computed and corrected for light and dark (WCAG 2.2, 1.4.3 and 1.4.6). */

type Rgb = [number, number, number]

const LIGHT_PAPER: Rgb = [255, 255, 255]
const DARK_PAPER: Rgb = [23, 22, 20]
/** Text on our paper; a little over the 4.5 asked, since papers are tinted. */
const WANTED = 5.2

/** CSS custom properties --accent-light/-dark (links, focus, buttons) and the text on them, from '#rrggbb'. */
export function accentColours(hex: string): string {
  const colour = parse(hex)
  const light = until(colour, [0, 0, 0], (c) => contrast(c, LIGHT_PAPER) >= WANTED)
  const dark = until(colour, [255, 255, 255], (c) => contrast(c, DARK_PAPER) >= WANTED)
  return `:root{--accent-light:${format(light)};--accent-dark:${format(dark)};--on-accent-light:${onTop(light)};--on-accent-dark:${onTop(dark)}}`
}

/** Moves a colour towards another in steps of 4 % until the test holds (or it has arrived). */
function until(colour: Rgb, towards: Rgb, fits: (colour: Rgb) => boolean): Rgb {
  for (let step = 0; step <= 25; step++) {
    const mixed = colour.map((part, i) => Math.round(part + ((towards[i] as number) - part) * step * 0.04)) as Rgb
    if (fits(mixed)) return mixed
  }
  return towards
}

function onTop(colour: Rgb): string {
  return contrast(colour, [255, 255, 255]) >= contrast(colour, [20, 20, 20]) ? '#ffffff' : '#141414'
}

/** Source of the formula: WCAG 2.2, definitions of relative luminance and contrast ratio. */
export function contrast(a: Rgb, b: Rgb): number {
  const [x, y] = [luminance(a), luminance(b)]
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function parse(hex: string): Rgb {
  const value = Number.parseInt(/^#[0-9a-f]{6}$/i.test(hex) ? hex.slice(1) : '0f766e', 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

function format(rgb: Rgb): string {
  return `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
