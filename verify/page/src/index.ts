export { type BrowserPage, openPage, skipped } from './browser.ts'
export { countDots } from './count-dots.ts'
export { expectDotPerRequest } from './expect-dot-per-request.ts'
