import { fail } from '../fail.ts'
import { run, succeeds } from '../run.ts'

const RUN_IMAGE = 'gcr.io/distroless/nodejs26-debian13:nonroot'
const DOCTOR = 'Check with "npm run doctor -- --for compose", then try again.'
const SCANNER = 'docker/buildkit-syft-scanner:stable-1'

export async function checkEngine(): Promise<void> {
  if (!(await succeeds('docker', ['--version']))) {
    fail(`There is no docker command. Install Docker (https://docs.docker.com/get-docker). ${DOCTOR}`)
  }
  if (!(await succeeds('docker', ['version']))) {
    fail(`No Docker Engine responds. Start Docker (on Linux: sudo systemctl start docker). ${DOCTOR}`)
  }
  if (!(await succeeds('docker', ['buildx', 'version']))) {
    fail(`Docker has no buildx. Install it (Debian: docker-buildx, else: docker-buildx-plugin). ${DOCTOR}`)
  }
}

/** Reads what the builder supports on this machine. */
export async function readBuilder() {
  const own = await run('docker', ['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}'])
  const driver = /^Driver:\s+(\S+)/m.exec(await run('docker', ['buildx', 'inspect']))?.[1]
  const store = await run('docker', ['info', '--format', '{{.DriverStatus}}'])
  // The engine's own builder can make more than a plain image only with the containerd image store.
  const attests = driver !== 'docker' || store.includes('io.containerd')
  const pullable = (image: string) => succeeds('docker', ['buildx', 'imagetools', 'inspect', image])
  return {
    own,
    attests,
    platforms: attests && (await pullable(RUN_IMAGE)) ? 'linux/amd64,linux/arm64' : own,
    scans: attests && (await pullable(SCANNER)),
  }
}

/** Fails with what to do where no registry responds. */
export async function checkRegistry(registry: string): Promise<void> {
  if (await registryResponds(registry)) return
  fail(
    `No registry responds at ${host(registry)}. Start one with "docker compose --profile registry up --detach registry", or set REGISTRY to another.`,
  )
}

export async function registryResponds(registry: string): Promise<boolean> {
  const scheme = /^(localhost|127\.)/.test(registry) ? 'http' : 'https'
  const response = fetch(`${scheme}://${host(registry)}/v2/`, { signal: AbortSignal.timeout(5_000) })
  return response.then(
    () => true, // even a 401 is a response
    () => false,
  )
}

const host = (registry: string) => registry.split('/')[0]!
