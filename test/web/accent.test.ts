import { describe, expect, test } from 'vitest'
import { accentColours, contrast } from '../../src/web/accent.ts'

type Rgb = [number, number, number]

const parse = (hex: string): Rgb => {
  const value = Number.parseInt(hex.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

const colours = (hex: string) =>
  Object.fromEntries(
    [...accentColours(hex).matchAll(/--([\w-]+):(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]),
  )

describe('whatever accent the admin chooses', () => {
  test.each([
    '#ffffff',
    '#000000',
    '#ffff00',
    '#0000ff',
    '#ff0000',
    '#00ff00',
    '#7f7f7f',
    '#0f766e',
    '#e6c229',
    '#161514',
  ])('links and buttons in %s can be read, light and dark', (hex) => {
    const made = colours(hex)
    const light = parse(made['accent-light'] ?? '')
    const dark = parse(made['accent-dark'] ?? '')
    expect(contrast(light, [255, 255, 255])).toBeGreaterThanOrEqual(4.5)
    expect(contrast(dark, [23, 22, 20])).toBeGreaterThanOrEqual(4.5)
    expect(contrast(parse(made['on-accent-light'] ?? ''), light)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(parse(made['on-accent-dark'] ?? ''), dark)).toBeGreaterThanOrEqual(4.5)
  })

  test('a colour that is readable already stays as it was chosen', () => {
    expect(colours('#0f766e')['accent-light']).toBe('#0f766e')
  })

  test('what is no colour makes the default one, never broken CSS', () => {
    for (const wrong of ['', 'red', '#12', '#0f766e;}body{display:none'])
      expect(accentColours(wrong)).toBe(accentColours('#0f766e'))
  })
})

test('contrast is what WCAG says it is', () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5)
  expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2)
})
