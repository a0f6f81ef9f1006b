import { settingName } from '@slipway/contracts'
import { type TInteger, type TString, Type } from 'typebox'

/** `item-history` -> `ITEM_HISTORY` */
export type SettingPrefix<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${Uppercase<First>}_${SettingPrefix<Rest>}`
  : Uppercase<Name>

export type CallSettings<Name extends string> = Record<`${SettingPrefix<Name>}_URL`, TString> &
  Record<`${SettingPrefix<Name>}_TIMEOUT_MS`, TInteger>

/**
 * The settings of a service that calls the service `name`: `ITEMS_URL` (required) and `ITEMS_TIMEOUT_MS`.
 * Spread them into the app's settings next to `UpstreamSettings`; `openUpstream` reads them.
 * @param timeout default of `ITEMS_TIMEOUT_MS`, in ms; 0 disables
 */
export function callSettings<Name extends string>(name: Name, timeout: number): CallSettings<Name> {
  return {
    [settingName(name, 'URL')]: Type.String({
      description: `URL of ${name}: http://HOST:PORT or https://HOST:PORT, several separated by commas; a host name stands for all its addresses; file:///PATH for a file that lists them`,
    }),
    [settingName(name, 'TIMEOUT_MS')]: Type.Integer({
      default: timeout,
      minimum: 0,
      maximum: 60_000,
      description: `timeout of one attempt at ${name}; 0 disables`,
    }),
  } as CallSettings<Name>
}
