import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** As the manifests name the images of the apps. */
const IN_MANIFESTS = 'localhost:5000/slipway'

/** Writes the Kustomize component that names pushed images by their digests, for the overlay prod. */
export function writeImagesComponent(
  folder: string,
  registry: string,
  digests: Record<string, string>,
): void {
  const images = Object.entries(digests).map(
    ([app, digest]) =>
      `  - name: ${IN_MANIFESTS}/${app}\n    newName: ${registry}/${app}\n    digest: ${digest}\n`,
  )
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'kustomization.yaml'),
    `# Written by \`npm run images -- --push\`: exactly what was pushed, whatever its tags become.
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
images:
${images.join('')}`,
  )
}
