import type { Send } from './call.ts'

/** Sends through `protection`, unless a lesson has switched it off. */
export const protectedBy =
  (isOn: () => boolean, protection: Send, without: Send): Send =>
  (call) =>
    isOn() ? protection(call) : without(call)
