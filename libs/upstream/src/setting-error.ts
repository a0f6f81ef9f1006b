/** A malformed setting. By this name service-kit's `runService` prints the message alone, without a stack trace. */
export class SettingError extends Error {
  override name = 'StartupError'
}
