/** Where a secret was found: the names of the texts that contain it. @throws where one is too short to be looked for. */
export function leaks(secrets: Record<string, string>, texts: Record<string, string>): string[] {
  for (const [name, value] of Object.entries(secrets))
    if (!(value?.length >= 16)) throw new Error(`${name} is no secret: ${value}`)
  return Object.entries(secrets).flatMap(([secret, value]) =>
    Object.entries(texts)
      .filter(([, text]) => text.includes(value))
      .map(([place]) => `${secret} in ${place}`),
  )
}

/** The part of a token that nobody can guess; the other parts say nothing secret. */
export const signatureOf = (token: string): string => token.trim().split('.')[2]!
