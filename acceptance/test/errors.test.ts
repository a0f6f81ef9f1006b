import { test } from 'vitest'
import { api } from './api.ts'
import { expectProblem } from './problem.ts'

test('an unknown path is a 404', async () => expectProblem(await api.get('/api/nothing'), 404))

test('a method that a path does not have is a 405', async () =>
  expectProblem(await api.delete('/api/openapi.json'), 405))
