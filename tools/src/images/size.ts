import { run } from '../run.ts'

/** What an image takes on the disk beyond its base: the layers from the Dockerfile's `WORKDIR /app` on. */
export async function addedMegabytes(image: string): Promise<number> {
  const format = ['--no-trunc', '--human=false', '--format={{.Size}} {{.CreatedBy}}']
  const layers = (await run('docker', ['history', ...format, image])).split('\n') // newest first
  const own = layers.slice(0, layers.findIndex((layer) => layer.includes('WORKDIR /app')) + 1)
  return own.reduce((sum, layer) => sum + Number.parseInt(layer, 10), 0) / 1e6
}
