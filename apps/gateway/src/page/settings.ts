import { Type } from 'typebox'

/** The settings of the page. `npm start -- --auth` sets DEMO_TOKENS_FILE, so that it has users to choose from. */
export const PageSettings = {
  PAGE: Type.Enum(['on', 'off'], {
    default: 'on',
    description: 'whether / is the live page; off: it redirects to the documentation',
  }),
  DEMO_TOKENS_FILE: Type.Optional(
    Type.String({ description: 'tokens that the page gives to everybody who opens it; only on loopback' }),
  ),
}
