import { expect, it, onTestFinished } from 'vitest'
import type { Settings } from '../../../preload/contract/settings'
import { createSetupStore } from '../../../renderer/features/setup/store'
import { connectFake } from '../../helpers/fake-client'
import { probes } from '../../helpers/fake-data'
import { FakeModel, type Scenario } from '../../helpers/fake-model'
import { until } from '../../helpers/until'

function setUp(scenario: Scenario, pace = 0, settings: Partial<Settings> = {}) {
  const model = new FakeModel(scenario, settings)
  const { client, close } = connectFake(model, { pace })
  onTestFinished(close)
  const store = createSetupStore(client, () => undefined)
  return { model, store, get: store.getState }
}

it('needs nothing but Next, Next, Apply', async () => {
  const { model, get } = setUp('fresh')
  await get().load()
  await get().next()
  expect(get().step).toBe('proxy')
  await get().next()
  expect(get().step).toBe('review')
  expect(get().applying.getState().run.phase).toBe('review')
  await get().apply()
  expect(get().step).toBe('done')
  expect(model.current).toBe('go1.27.4')
  expect(model.file.get('GOPROXY')).toBe('https://proxy.golang.org,direct')
  expect(model.hasBlock).toBe(true)
})

it('takes the best proxy for the default, with its checksum database', async () => {
  const { get } = setUp('fresh')
  const golang = probes.golang
  probes.golang = { ...probes.tencent } as typeof golang & object
  onTestFinished(() => {
    probes.golang = golang as typeof golang & object
  })
  await get().load()
  expect(get().best).toBe('goproxy-cn')
  expect(get().choice?.goproxy).toBe('https://goproxy.cn,direct')
})

it('leaves a setting that works alone, whatever is faster', async () => {
  const { model, get } = setUp('fresh')
  model.file.set('GOPROXY', 'https://goproxy.io,direct')
  await get().load()
  expect(get().best).toBe('golang')
  expect(get().choice?.goproxy).toBeNull()
})

it('replaces a setting that does not answer', async () => {
  const { model, get } = setUp('fresh')
  model.file.set('GOPROXY', 'https://mirrors.cloud.tencent.com/go/,direct')
  await get().load()
  expect(get().choice?.goproxy).toBe('https://proxy.golang.org,direct')
})

it('never overrules what somebody chose while the probes ran', async () => {
  const { store, get } = setUp('fresh', 3)
  const loading = get().load()
  await until(store, (state) => state.probing === 'running')
  get().chooseProxy('direct')
  get().chooseSumdb('off')
  await loading
  expect(get().choice).toMatchObject({ goproxy: 'direct', gosumdb: 'off' })
})

it('waits for the probes where they decide, and not after a choice', async () => {
  const { store, get } = setUp('fresh', 3)
  const loading = get().load()
  await until(store, (state) => state.probing === 'running')
  await get().next()
  const going = get().next()
  expect(get()).toMatchObject({ step: 'proxy', isWaitingForProbes: true })
  get().chooseProxy('direct')
  await going
  expect(get()).toMatchObject({ step: 'review', isWaitingForProbes: false, probing: 'running' })
  await loading
})

it('calls the waiting off on Back', async () => {
  const { store, get } = setUp('fresh', 3)
  const loading = get().load()
  await until(store, (state) => state.probing === 'running')
  await get().next()
  const going = get().next()
  get().back()
  await going
  expect(get()).toMatchObject({ step: 'proxy', isWaitingForProbes: false })
  get().back()
  expect(get().step).toBe('go')
  await loading
})

it('plans anew for each shell switched on or off', async () => {
  const { get } = setUp('fresh')
  await get().load()
  await get().next()
  await get().next()
  const paths = (): string[] => {
    const { run } = get().applying.getState()
    return run.phase === 'review'
      ? run.plan.changes.flatMap((change) => (change.kind === 'file' ? [change.path] : []))
      : []
  }
  expect(paths().some((path) => path.endsWith('.zshrc'))).toBe(true)
  get().toggleShell('zsh')
  await expect.poll(paths).toSatisfy((all: string[]) => all.length > 0 && !all.some((path) => path.endsWith('.zshrc')))
})

it('says why there is no draft', async () => {
  const { get } = setUp('offline')
  await get().load()
  expect(get().draft).toMatchObject({ phase: 'failed', failure: { code: 'ALL_SOURCES_FAILED' } })
  await get().next()
  expect(get().step).toBe('go')
})
