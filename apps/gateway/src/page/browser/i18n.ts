import { byId } from './dom.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

export type Key = keyof typeof en
const TEXTS: Record<string, Record<Key, string>> = { en, zh }

let language = saved() ?? (navigator.language.startsWith('zh') ? 'zh' : 'en')

/** A text in the chosen language; {0} and {1} are replaced by the values. */
export const t = (key: Key, ...values: (string | number)[]): string =>
  TEXTS[language]![key].replace(/\{(\d)\}/g, (_, index) => String(values[index]))

/** The text for a word of the API, such as an order's status; the word itself where there is none. */
export const word = (name: string): string => TEXTS[language]![name as Key] ?? name

/** A number as the language writes it, with so many digits after the point. */
export const n = (value: number, digits = 0): string =>
  value.toLocaleString(language, { maximumFractionDigits: digits, minimumFractionDigits: digits })

/** A price in minor units. */
export const money = ({ amount, currency }: { amount: number; currency: string }): string =>
  (amount / 100).toLocaleString(language, { style: 'currency', currency })

/** Puts all texts into the page, and offers the other language. */
export function startLanguage(changed: () => void): void {
  const choose = byId('language')
  choose.onclick = () => {
    language = language === 'en' ? 'zh' : 'en'
    try {
      localStorage.setItem('language', language)
    } catch {} // a browser that keeps nothing
    show()
    changed()
  }
  show()
}

function show(): void {
  document.documentElement.lang = language
  for (const element of document.querySelectorAll<HTMLElement>('[data-t]')) {
    element.textContent = t(element.dataset.t as Key)
  }
  for (const element of document.querySelectorAll<HTMLElement>('[data-label]')) {
    element.ariaLabel = t(element.dataset.label as Key)
  }
  byId('language').lang = language === 'en' ? 'zh' : 'en'
}

function saved(): string | undefined {
  try {
    return Object.keys(TEXTS).find((name) => name === localStorage.getItem('language'))
  } catch {
    return undefined
  }
}
