/** The words that stand in templates/sample-app for what a new service is called. */
const APP = 'sample-app'
const RESOURCE = 'spare-part'
const COMPUTED = 'computed-part' // of a service without a store
const CALLEE = 'callee-service'

/** What a new service is called; all in lower case, with hyphens between words. */
export interface Names {
  name: string
  /** What its path ends with, such as `payments`, and one of them. */
  plural: string
  singular: string
}

/** Replaces the words of the sample, in every spelling: `SampleApp` by `GiftCards` where the service is `gift-cards`. */
export function rename(text: string, { name, plural, singular }: Names): string {
  // The plural first: the singular is its beginning.
  return [
    [APP, name],
    [`${RESOURCE}s`, plural],
    [RESOURCE, singular],
    [`${COMPUTED}s`, plural],
    [COMPUTED, singular],
  ].reduce((renamed, [from, to]) => replaceSpellings(renamed, from!, to!), text)
}

/** Replaces the words for the called service. */
export const renameCallee = (text: string, callee: string) => replaceSpellings(text, CALLEE, callee)

function replaceSpellings(text: string, from: string, to: string): string {
  const [old, wanted] = [spellings(from), spellings(to)]
  return old.reduce((replaced, spelling, i) => replaced.replaceAll(spelling, wanted[i]!), text)
}

/** `gift-cards`, `gift_cards`, `GIFT_CARDS`, `giftCards`, `GiftCards`, `gift cards`. */
function spellings(name: string): string[] {
  const words = name.split('-')
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
  const pascal = words.map(capital).join('')
  const camel = camelCase(name)
  return [name, words.join('_'), words.join('_').toUpperCase(), camel, pascal, words.join(' ')]
}

/** `gift-cards` as a variable: `giftCards`. */
export const camelCase = (name: string) =>
  name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())

/** One of what an English plural names: `boxes` → `box`. */
export function singularOf(plural: string): string {
  if (plural.endsWith('ies')) return `${plural.slice(0, -3)}y`
  return plural.replace(/(?<=ss|x|ch|sh)es$|s$/, '')
}
