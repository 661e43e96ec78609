import { expect, it, onTestFinished } from 'vitest'
import type { Client } from '../../../renderer/bridge'
import { createPlanRun, type Run } from '../../../renderer/kit/plan-run'
import { connectFake } from '../../helpers/fake-client'
import { FakeModel } from '../../helpers/fake-model'
import type { FakeOptions } from '../../helpers/fake-router'
import { until } from '../../helpers/until'

function setUp(options: Partial<FakeOptions> = {}) {
  const model = new FakeModel('ready')
  const { client, close } = connectFake(model, { pace: 0, ...options })
  onTestFinished(close)
  let settled = 0
  const store = createPlanRun(client, () => {
    settled++
  })
  const phases: Run['phase'][] = []
  store.subscribe(({ run }) => {
    if (phases.at(-1) !== run.phase) phases.push(run.phase)
  })
  return { model, client, store, phases, settled: () => settled }
}

const install = (client: Client) => (signal: AbortSignal) =>
  client.sdk.planInstall({ version: 'go1.27.3', use: true }, { signal })

it('goes from the wish through review to the changed machine', async () => {
  const { model, client, store, phases, settled } = setUp()
  const plan = await store.getState().prepare(install(client))
  expect(plan?.changes).toHaveLength(2)
  expect(model.current).toBe('go1.27.4')
  const entryId = await store.getState().apply()
  expect(entryId).toBe(model.entries[0]?.id)
  expect(model.current).toBe('go1.27.3')
  expect(phases).toEqual(['planning', 'review', 'applying', 'applied'])
  expect(settled()).toBe(1)
})

it('lets the plan go when it is closed', async () => {
  const { model, client, store } = setUp()
  await store.getState().prepare(install(client))
  expect(model.plans.size).toBe(1)
  store.getState().close()
  expect(store.getState().run).toEqual({ phase: 'idle' })
  await expect.poll(() => model.plans.size).toBe(0)
})

it('shows nothing of a plan that comes after it was closed, and lets it go', async () => {
  const { model, client, store } = setUp()
  const coming = store.getState().prepare(async () => client.sdk.planInstall({ version: 'go1.27.3', use: false }))
  store.getState().close()
  expect(await coming).toBeNull()
  expect(store.getState().run).toEqual({ phase: 'idle' })
  await expect.poll(() => model.plans.size).toBe(0)
})

it('tells when there can be no plan, and plans again', async () => {
  const { model, client, store } = setUp()
  await store.getState().prepare((signal) => client.sdk.planUninstall({ version: 'go1.27.4' }, { signal }))
  expect(store.getState().run).toMatchObject({ phase: 'failed', plan: null, failure: { code: 'SDK_ACTIVE' } })
  model.current = 'go1.26.8'
  await store.getState().retry()
  expect(store.getState().run.phase).toBe('review')
})

it('keeps the failure of applying, and nothing is changed', async () => {
  const failApply = { code: 'DISK_FULL', message: 'no space', details: { path: '/x', needed: 1, free: 0 } } as const
  const { model, client, store, settled } = setUp({ failApply })
  await store.getState().prepare(install(client))
  expect(await store.getState().apply()).toBeNull()
  expect(store.getState().run).toMatchObject({ phase: 'failed', failure: { code: 'DISK_FULL' } })
  expect(model.current).toBe('go1.27.4')
  expect(settled()).toBe(1)
})

it('waits, when stopped, until the core has taken everything back', async () => {
  const { model, client, store, phases } = setUp({ stalls: true })
  await store.getState().prepare(install(client))
  const applied = store.getState().apply()
  await until(store, ({ run }) => run.phase === 'applying' && run.progress.activity.kind === 'download')
  // what a slow roll-back looks like from here
  const id = model.record(
    { id: 'p', title: { key: 'app.ui.name', params: {} }, changes: [], notes: [] },
    'applying',
    null,
    new Date(),
  )
  store.getState().cancel()
  expect(store.getState().run.phase).toBe('cancelling')
  store.getState().close()
  expect(store.getState().run.phase).toBe('cancelling')
  model.entries = model.entries.map((entry) => (entry.id === id ? { ...entry, phase: 'rolled-back' } : entry))
  expect(await applied).toBeNull()
  expect(store.getState().run).toMatchObject({ phase: 'failed', failure: { code: 'CANCELLED' } })
  expect(phases).toEqual(['planning', 'review', 'applying', 'cancelling', 'failed'])
  expect(model.current).toBe('go1.27.4')
})

it('says that it is done when it was stopped too late', async () => {
  const { model, client, store } = setUp({ stalls: true })
  await store.getState().prepare(install(client))
  const applied = store.getState().apply()
  await until(store, ({ run }) => run.phase === 'applying' && run.progress.activity.kind === 'download')
  const entry = model.entries[0]
  if (!entry) throw new Error('no entry')
  // the core was done, and its answer crossed our stop on the way
  const late = { ...entry, phase: 'applied' as const, id: 'late' }
  store.getState().cancel()
  model.entries = [late, ...model.entries.slice(1)]
  expect(await applied).toBe('late')
  expect(store.getState().run).toMatchObject({ phase: 'applied', entryId: 'late' })
})
