import { draw } from './draw.ts'
import { select } from './select.ts'
import type { Source } from './sources.ts'
import { tell } from './tell.ts'
import { timelineOf } from './timeline.ts'

export interface Story {
  /** For people, or for Mermaid; undefined where no line is about the id. */
  text: string | undefined
  /** How many lines were read. */
  lines: number
}

/** Tells what the logs of a source say of an order, or of a request and its order. */
export async function storyOf(source: Source, id: string, { mermaid = false } = {}): Promise<Story> {
  const selection = await select(source.read, id)
  const { records, lines } = selection
  if (records.length === 0) return { text: undefined, lines }
  const timeline = timelineOf(selection)
  return { text: mermaid ? draw(timeline) : tell(selection, timeline, id, source.name), lines }
}
