import { type Identity, spellings } from './identity.ts'

/** Of all that names, titles and domains may hold, a dot alone means something in a pattern. */
const literal = (text: string) => text.replaceAll('.', '\\.')

/** Neither before nor after it is a letter or digit: `tea` is not in `teapot`, but it is in `tea-1` and `tea_total`. */
const word = (text: string, after = '(?![\\p{L}\\p{N}])') => `(?<![\\p{L}\\p{N}])${literal(text)}${after}`

/** The places of a name, in the order in which they are tried at each position of a text, and what each becomes. */
const places = (from: Identity, apps: string[]): [pattern: string, becomes: (to: Identity) => string][] => {
  const { snake, constant, pascal } = spellings(from.name)
  return [
    [`(?<![\\w.-])${literal(from.domain)}(?![\\w-]|\\.\\w)`, (to) => to.domain],
    // Environment variables.
    [word(constant, '(?=_)'), (to) => spellings(to.name).constant],
    // Alerts: `NameLateRequests`.
    [word(pascal, '(?=[A-Z])'), (to) => spellings(to.name).pascal],
    [word(from.title, '(?![\\p{L}\\p{N}_])'), (to) => to.title],
    // The services of a Swarm stack, STACK_SERVICE: no metric is called as an app and no more.
    [word(from.name, `(?=_(?:${apps.join('|')})\\b(?!_))`), (to) => to.name],
    // Metrics, recording rules (`name:late_requests:ratio_rate5m`) and attributes of spans.
    [word(snake, '(?=_|:\\w+:|\\.(?:\\w+_id|outcome|upstream)\\b)'), (to) => spellings(to.name).snake],
    [word(from.name), (to) => to.name],
  ]
}

/** Finds each place that has the name. */
export const placesOf = (identity: Identity, apps: string[]): RegExp =>
  new RegExp(
    places(identity, apps)
      .map(([pattern]) => `(${pattern})`)
      .join('|'),
    'gu',
  )

/**
 * A function that renames a text, or a path, in one pass: what was replaced is not looked at again.
 * @param apps the names of the apps
 */
export function replacer(from: Identity, to: Identity, apps: string[]): (text: string) => string {
  const pattern = placesOf(from, apps)
  const replacements = places(from, apps).map(([, becomes]) => becomes(to))
  return (text) =>
    text.replace(
      pattern,
      (_, ...groups) =>
        replacements[groups.slice(0, replacements.length).findIndex((group) => group !== undefined)]!,
    )
}
