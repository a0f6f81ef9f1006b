export interface SvgPage {
  width: number
  height: number
  /** CSS rules of the page, and those that replace them where the reader prefers dark pages; text has its own. */
  style: string[]
  dark: string[]
}

/** An SVG for light and dark pages. */
export function svgPage({ width, height, style, dark }: SvgPage, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<style>
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600 }
${style.join('\n')}
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
${dark.map((rule) => `  ${rule}`).join('\n')}
}
</style>
${content}
</svg>
`
}

/** A text as the content of an element. */
export const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
