export { type BrowserPage, openPage, skipped } from './browser.ts'
export { countDots } from './count-dots.ts'
export { expectDotPerRequest, untilShown } from './expect-dot-per-request.ts'
