import { describe, expect, test } from 'vitest'
import type { Checkpoint } from '../../../main/sdk/parts'
import { rejection } from '../../helpers/failure-of'
import type { SdkNet } from '../../helpers/sdk-net'
import { newest, sdkScene } from '../../helpers/sdk-scene'

const siteFirst = (net: SdkNet) => net.sources
const moduleOnly = (net: SdkNet) => net.moduleOnly

const steps: readonly Checkpoint[] = [
  'install:locked',
  'install:located',
  'install:proven',
  'install:downloaded',
  'install:unpacked',
  'install:compared',
  'install:recorded',
  'install:placed',
  'install:done',
]

describe.each([
  ['an archive', siteFirst],
  ['a module', moduleOnly],
])('installing %s', (_, pick) => {
  test.each(steps)('cancelled at %s leaves nothing, and can be done again', async (step) => {
    const abort = new AbortController()
    let armed = true
    const checkpoint = (name: string): void => {
      if (armed && name === step) abort.abort()
    }
    const { sdk, apply, home, goroot, journal } = await sdkScene(pick, { checkpoint })
    const before = await home()
    const cancelled = apply(await sdk.planInstall({ version: newest, use: true }), abort.signal)
    expect(await rejection(cancelled)).toMatchObject({ code: 'CANCELLED' })
    expect(await home()).toBe(before)
    expect((await sdk.state({ probeShell: false })).current).toBeNull()
    expect((await journal.list())[0]?.phase).toBe('rolled-back')
    armed = false
    await apply(await sdk.planInstall({ version: newest, use: true }))
    expect((await sdk.state({ probeShell: false })).installed).toMatchObject([{ goroot, proof: 'log-verified' }])
  })

  test.each(steps)('failing at %s leaves nothing', async (step) => {
    const checkpoint = (name: string): void => {
      if (name === step) throw Object.assign(new Error('disk'), { code: 'EIO', path: '/x' })
    }
    const { sdk, apply, home, aside } = await sdkScene(pick, { checkpoint })
    const before = await home()
    expect(await rejection(apply(await sdk.planInstall({ version: newest, use: false })))).toBeDefined()
    expect([await home(), await aside()]).toEqual([before, []])
  })
})

test.each([
  ['download', 'zip'],
  ['question to the checksum database', 'lookup'],
])('a %s that hangs is given up within a second of the cancellation', async (_, kind) => {
  const { sdk, apply, net, home } = await sdkScene(moduleOnly)
  const plan = await sdk.planInstall({ version: newest, use: false })
  const abort = new AbortController()
  let release = (): void => undefined
  const until = new Promise<void>((resolve) => {
    release = resolve
  })
  net.proxy.tamper((answer, request) => {
    if (request.kind !== kind || request.range === 'bytes=0-0') return answer
    setTimeout(() => abort.abort(), 50)
    return { ...answer, hold: { after: kind === 'zip' ? 5_000 : 10, until } }
  })
  let cancelledAt = 0
  abort.signal.addEventListener('abort', () => {
    cancelledAt = performance.now()
  })
  expect(await rejection(apply(plan, abort.signal))).toMatchObject({ code: 'CANCELLED' })
  expect(performance.now() - cancelledAt).toBeLessThan(1_000)
  release()
  expect(await home()).toBe('')
})

test('what came before a cancellation is kept, and the next try goes on from there', async () => {
  const { sdk, apply, journal, net, downloads } = await sdkScene(moduleOnly)
  const plan = await sdk.planInstall({ version: newest, use: false })
  const abort = new AbortController()
  const never = new Promise<void>(() => undefined)
  const mend = net.proxy.tamper((answer, { kind, range }) =>
    kind === 'zip' && range !== 'bytes=0-0' ? { ...answer, hold: { after: 4_000, until: never } } : answer,
  )
  const steps = journal.apply(journal.hold(plan).id, abort.signal)
  const cancelled = (async () => {
    for await (const step of steps) if (step.kind === 'download' && step.received > 0) abort.abort()
  })()
  expect(await rejection(cancelled)).toMatchObject({ code: 'CANCELLED' })
  mend()
  const before = net.proxy.requests.length
  expect(await downloads()).toEqual(expect.arrayContaining([expect.stringMatching(/\.part$/)]))
  await apply(await sdk.planInstall({ version: newest, use: false }))
  const ranges = net.proxy.requests.slice(before).map(({ range }) => range)
  expect(ranges).toEqual(expect.arrayContaining([expect.stringMatching(/^bytes=[1-9]\d{3}-/)]))
  expect(await downloads()).toEqual([])
})
