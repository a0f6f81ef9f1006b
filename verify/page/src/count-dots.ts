import type { Page } from 'playwright-core'

/** Counts the dots in the picture itself: the areas of connected pixels that have the colour of an instance. */
export function countDots(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector('canvas')!
    const { width, height } = canvas
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height)
    const style = getComputedStyle(canvas)
    const colours = [...Array(7).keys(), 'none'].map((name) => {
      const hex = style.getPropertyValue(`--c${name}`).replace('#', '')
      const digits = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex
      return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16))
    })
    const isDot = (pixel: number) =>
      data[pixel * 4 + 3]! > 200 &&
      colours.some((colour) => colour.every((part, i) => Math.abs(part - data[pixel * 4 + i]!) < 12))
    const seen = new Uint8Array(width * height)
    let dots = 0
    for (let start = 0; start < width * height; start++) {
      if (seen[start] || !isDot(start)) continue
      dots++
      const open = [start]
      seen[start] = 1
      for (let pixel = open.pop(); pixel !== undefined; pixel = open.pop()) {
        for (const next of [pixel - 1, pixel + 1, pixel - width, pixel + width]) {
          if (next < 0 || next >= width * height || seen[next] || !isDot(next)) continue
          seen[next] = 1
          open.push(next)
        }
      }
    }
    return dots
  })
}
