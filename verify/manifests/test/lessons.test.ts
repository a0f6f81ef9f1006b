import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { APPS, ROOT } from '@slipway/services'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { ofKind, renderOverlay, selected, settingsOf, skippedWithout, workloads } from '../src/index.ts'

const PORT = 9470 // the default of LESSONS_PORT

const skipped = await skippedWithout('kubectl')
const read = (file: string) => parse(readFileSync(join(ROOT, file), 'utf8'), { merge: true })

describe.skipIf(skipped)(`lessons on Kubernetes${skipped}`, () => {
  test.each(['dev', 'prod'])('are off in the overlay %s, which does not know their port', async (overlay) => {
    const resources = await renderOverlay(overlay)
    const lessons = workloads(resources).map((workload) => settingsOf(workload, resources).LESSONS)
    expect(lessons.filter((value) => value !== undefined && value !== 'off')).toEqual([])
    expect(JSON.stringify(resources)).not.toMatch(new RegExp(`lessons|${PORT}`, 'i'))
  })

  test('are on in the overlay lessons, for every app', async () => {
    const resources = await renderOverlay('lessons')
    const apps = workloads(resources).filter((one) => settingsOf(one, resources).LESSONS === 'on')
    expect(apps.map(({ metadata }) => metadata.name).sort()).toEqual(APPS.toSorted())
  })

  test('have a port that no Service and no node publishes, and that only the gateway reaches', async () => {
    const resources = await renderOverlay('lessons')
    const ports = ofKind(resources, 'Service').flatMap(({ spec }) =>
      spec.ports.flatMap(({ port, targetPort }) => [port, targetPort]),
    )
    expect(ports.length).toBeGreaterThan(0)
    expect(ports.filter((port) => port === PORT || port === 'lessons')).toEqual([])
    expect(JSON.stringify(workloads(resources))).not.toContain('hostPort')

    const names = (selector: object | undefined) =>
      selected(resources, selector).map(({ metadata }) => metadata.name)
    const openings = ofKind(resources, 'NetworkPolicy').flatMap(({ spec: { podSelector, ingress = [] } }) =>
      ingress
        .filter(({ ports = [] }) => ports.length === 0 || ports.some(({ port }) => port === 'lessons'))
        .map(({ from }) => ({
          of: names(podSelector),
          from: from?.flatMap((peer) => names(peer.podSelector)),
        })),
    )
    const behind = APPS.filter((name) => name !== 'gateway').sort()
    expect(openings.map(({ of, from }) => ({ of: of.sort(), from }))).toEqual([
      { of: behind, from: ['gateway'] },
    ])
  })
})

describe('lessons in Compose and Swarm', () => {
  test.each(['compose.yaml', 'docker/stack.yaml'])('are off in %s', (file) => {
    expect(Object.keys(read(file).services).length).toBeGreaterThan(0)
    expect(JSON.stringify(read(file))).not.toMatch(new RegExp(`LESSONS|${PORT}`))
  })

  test('are on for every app with the file docker/compose.lessons.yaml, which publishes nothing', () => {
    const { services } = read('docker/compose.lessons.yaml')
    expect(Object.keys(services).sort()).toEqual(APPS.toSorted())
    for (const { environment, ...rest } of Object.values<{ environment: object }>(services)) {
      expect(environment).toMatchObject({ LESSONS: 'on' })
      expect(rest).toEqual({})
    }
  })
})
