/** The element with this id: index.html has it. */
export const byId = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T

/** A new element with these properties and children. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> | string = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  Object.assign(element, typeof properties === 'string' ? { className: properties } : properties)
  element.append(...children)
  return element
}

const shown = new WeakMap<Element, string>()

/** Replaces what an element contains, if `key` has changed; what has the focus keeps it, if it has an id. */
export function render(element: Element, key: unknown, build: () => (Node | string)[]): void {
  const text = document.documentElement.lang + JSON.stringify(key)
  if (shown.get(element) === text) return
  shown.set(element, text)
  const focused = element.contains(document.activeElement) ? document.activeElement?.id : undefined
  element.replaceChildren(...build())
  if (focused) document.getElementById(focused)?.focus()
}

/** Tells screen readers, which read one message to its end: only what a person waits for. */
export const announce = (text: string): void => {
  byId('announcements').textContent = text
}
