import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** As the manifests name the images of the apps. */
const IN_MANIFESTS = 'localhost:5000/slipway'

/** The comment that the committed file begins with. */
const HEADER = `# The images of the overlay prod. \`npm run images -- --push\` writes the digests of what it pushed here; so does
# \`kustomize edit set image\`, in this folder. Commit the file: Flux, Argo CD and \`kubectl apply -k\` follow it.`

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
    `${HEADER}
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
images:
${images.join('')}`,
  )
}
