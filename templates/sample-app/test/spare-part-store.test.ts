import { onBothStores } from '@slipway/testing'
import { expect, test } from 'vitest'
import { open } from './open.ts'

onBothStores('spare parts', (freshUrl) => {
  test('put creates a spare part, then changes it', async () => {
    await using opened = await open(freshUrl())
    const { store } = opened
    expect(await store.put({ id: 'a', name: 'A' })).toBe(true)
    const changed = { id: 'a', name: 'Å "quoted" / \u{1f6a2}' }
    expect(await store.put(changed)).toBe(false)
    expect(await store.get('a')).toEqual(changed)
    expect(await store.get('A')).toBeUndefined()
  })

  test('what one connection writes, another one reads', async () => {
    const url = freshUrl()
    await using one = await open(url)
    await using other = await open(url)
    await one.store.put({ id: 'a', name: 'A' })
    expect(await other.store.get('a')).toEqual({ id: 'a', name: 'A' })
  })

  test('of twenty who create the same one at the same time, over two connections, one has created it', async () => {
    const url = freshUrl()
    await using one = await open(url)
    await using other = await open(url)
    const stores = Array.from({ length: 20 }, (_, i) => (i % 2 ? one : other).store)
    const created = await Promise.all(stores.map((store) => store.put({ id: 'a', name: 'A' })))
    expect(created.filter(Boolean)).toHaveLength(1)
  })

  test('list returns pages in the order of the ids and whether there are more', async () => {
    await using opened = await open(freshUrl())
    for (const id of ['b', 'a.1', 'a-1', 'B', 'a', 'a_1', '9']) await opened.store.put({ id, name: id })
    const ids = async (limit: number, after?: string) => {
      const { items, more } = await opened.store.list(limit, after)
      return [items.map(({ id }) => id), more]
    }
    expect(await ids(7)).toEqual([['9', 'B', 'a', 'a-1', 'a.1', 'a_1', 'b'], false])
    expect(await ids(2)).toEqual([['9', 'B'], true])
    expect(await ids(3, 'a')).toEqual([['a-1', 'a.1', 'a_1'], true])
    expect(await ids(3, 'a.0')).toEqual([['a.1', 'a_1', 'b'], false])
    expect(await ids(3, 'b')).toEqual([[], false])
  })
})
