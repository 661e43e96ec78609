// What the title bar and the section show of temporary values, over the fake core. Red when act
// (renderer/features/temporary/store.ts) does not ask again after it ended or extended one.
import { expect, it, onTestFinished } from 'vitest'
import { createTemporaryStore } from '../../../renderer/features/temporary/store'
import { follow } from '../../../renderer/kit/follow'
import { knownOf } from '../../../renderer/kit/loadable'
import { connectFake } from '../../helpers/fake-client'
import { FakeModel } from '../../helpers/fake-model'

function started() {
  const model = new FakeModel('ready')
  const { client, close } = connectFake(model, { pace: 0 })
  onTestFinished(close)
  let settled = 0
  const store = createTemporaryStore(client, () => {
    settled += 1
  })
  const leases = () => knownOf(store.getState().state)?.leases ?? []
  return { model, client, store, leases, settled: () => settled }
}

it('shows what begins, what is left after an extension, and nothing after the end', async () => {
  const { client, store, leases, settled } = started()
  const plan = await client.temporary.plan({ name: 'GOSUMDB', value: 'off', span: { minutes: 15 } })
  await follow(client.journal.apply({ planId: plan.id }), () => undefined)
  await store.getState().refresh()
  expect(leases()).toMatchObject([{ name: 'GOSUMDB', value: 'off', remaining: 15 * 60_000 }])
  await store.getState().extend('GOSUMDB', { minutes: 60 })
  expect(leases()).toMatchObject([{ remaining: 60 * 60_000 }])
  await store.getState().end('GOSUMDB')
  expect(leases()).toEqual([])
  expect(settled()).toBe(2)
})

it('what ended is told until it was seen', async () => {
  const { model, store } = started()
  const common = { name: 'GOSUMDB', value: 'off', original: null, outcome: 'put-back', why: 'time', at: '' } as const
  model.ended = [
    { ...common, id: 'a' },
    { ...common, id: 'b' },
  ]
  await store.getState().refresh()
  await store.getState().told(['a'])
  expect(knownOf(store.getState().state)?.ended.map(({ id }) => id)).toEqual(['b'])
})
