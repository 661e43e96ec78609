import { expect, it } from 'vitest'
import { createLoader, knownOf, type Loadable } from '../../../renderer/kit/loadable'

function slotOf<Value>() {
  const seen: Loadable<Value>[] = [{ phase: 'idle' }]
  return {
    seen,
    slot: {
      get: () => seen.at(-1) ?? { phase: 'idle' as const },
      set: (next: Loadable<Value>) => void seen.push(next),
    },
  }
}

it('keeps showing the old value until the new one is there', async () => {
  const { seen, slot } = slotOf<number>()
  let next = 1
  const load = createLoader(slot, async () => next++)
  await load()
  await load()
  expect(seen).toEqual([
    { phase: 'idle' },
    { phase: 'loading', last: null },
    { phase: 'ready', value: 1 },
    { phase: 'loading', last: 1 },
    { phase: 'ready', value: 2 },
  ])
})

it('lets a newer request win, however late the older one answers', async () => {
  const { seen, slot } = slotOf<string>()
  const answers = new Map<string, (value: string) => void>()
  const signals: AbortSignal[] = []
  const load = createLoader<string, [string]>(slot, (signal, name) => {
    signals.push(signal)
    return new Promise((resolve) => answers.set(name, resolve))
  })
  const old = load('old')
  const young = load('young')
  answers.get('young')?.('young')
  await young
  answers.get('old')?.('old')
  await old
  expect(seen.at(-1)).toEqual({ phase: 'ready', value: 'young' })
  expect(signals.map((signal) => signal.aborted)).toEqual([true, false])
})

it('tells a failure and keeps what was known', async () => {
  const { slot } = slotOf<number>()
  let fails = false
  const load = createLoader(slot, async () => {
    if (fails) throw new Error('out of reach')
    return 7
  })
  await load()
  fails = true
  expect(await load()).toBeNull()
  const state = slot.get()
  expect(state).toMatchObject({ phase: 'failed', last: 7, failure: { code: 'INTERNAL' } })
  expect(knownOf(state)).toBe(7)
})
