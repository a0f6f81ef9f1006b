/** The environment variable about a service, as its callers and whoever starts them name it: `ITEM_HISTORY_URL`. */
export function settingName(service: string, setting: string): string {
  return `${service.replaceAll('-', '_').toUpperCase()}_${setting}`
}
