import { describe, expect, it, onTestFinished } from 'vitest'
import { draftOfTyped, goproxyOf, moved } from '../../../renderer/features/chain/draft'
import { createChainStore, valuesOf } from '../../../renderer/features/chain/store'
import { knownOf } from '../../../renderer/kit/loadable'
import { connectFake } from '../../helpers/fake-client'
import { FakeModel } from '../../helpers/fake-model'
import { until } from '../../helpers/until'

// Red when, for one, `moved` lets a separator go along with its entry.

describe('the draft', () => {
  it('takes a typed list apart and makes the same value of it', () => {
    const typed = 'https://a.example.net|https://b.example.net,direct'
    expect(goproxyOf(draftOfTyped(typed))).toBe(typed)
    expect(goproxyOf(draftOfTyped(' a.example.net , ,|direct,'))).toBe('a.example.net,direct')
    expect(draftOfTyped(' ,| ')).toEqual([])
  })

  it('moves an entry and leaves the separators where they are', () => {
    const entries = draftOfTyped('a|b,c|d')
    const [first, , third] = entries
    const order = (id: number | undefined, by: number): string => goproxyOf(moved(entries, id ?? -1, by))
    expect(order(first?.id, 1)).toBe('b|a,c|d')
    expect(order(first?.id, 9)).toBe('b|c,d|a')
    expect(order(third?.id, -2)).toBe('c|a,b|d')
    expect(order(first?.id, -1)).toBe('a|b,c|d')
    expect(order(-1, 1)).toBe('a|b,c|d')
  })
})

async function setUp() {
  const model = new FakeModel('ready')
  const { client, close } = connectFake(model, { pace: 0 })
  onTestFinished(close)
  const store = createChainStore(client)
  await store.getState().refresh()
  await until(store, ({ simulation, preview }) => simulation.phase === 'ready' && preview.phase === 'ready')
  return { model, store }
}

describe('the page', () => {
  it('shows what is in force, simulated and previewed', async () => {
    const { store } = await setUp()
    const state = store.getState()
    expect(valuesOf(state).GOPROXY).toBe(knownOf(state.state)?.values.GOPROXY)
    expect(knownOf(state.simulation)?.outcome.kind).toBe('downloaded')
    expect(knownOf(state.preview)?.rows.map(({ path }) => path)).toEqual(knownOf(state.state)?.samples)
  })

  it('tells anew whenever an answer, a separator or the order changes', async () => {
    const { store } = await setUp()
    for (const { id } of store.getState().entries) store.getState().remove(id)
    store.getState().add('https://a.example.net,https://b.example.net')
    const [first] = store.getState().entries
    store.getState().change(first?.id ?? -1, { answer: '502' })
    const ended = (kind: string) => until(store, ({ simulation }) => knownOf(simulation)?.outcome.kind === kind)
    await ended('failed')
    store.getState().change(first?.id ?? -1, { separator: '|' })
    await ended('downloaded')
    store.getState().change(first?.id ?? -1, { separator: ',', answer: 'timeout' })
    await ended('waits')
    store.getState().move(first?.id ?? -1, 1)
    expect(store.getState().announcement).toEqual({
      kind: 'moved',
      entry: 'https://a.example.net',
      place: 2,
      count: 2,
    })
    await ended('downloaded')
  })

  it('puts a proxy before direct, where it is asked', async () => {
    const { store } = await setUp()
    store.getState().add('https://a.example.net')
    expect(valuesOf(store.getState()).GOPROXY).toMatch(/https:\/\/a\.example\.net,direct$/)
  })

  it('keeps what is being built when the machine changes, until it is reset', async () => {
    const { model, store } = await setUp()
    store.getState().setPattern('GOPRIVATE', 'acme.io')
    model.write({ GOPROXY: 'off' })
    await store.getState().refresh()
    expect(valuesOf(store.getState())).toMatchObject({ GOPRIVATE: 'acme.io' })
    expect(valuesOf(store.getState()).GOPROXY).not.toBe('off')
    await store.getState().reset()
    expect(valuesOf(store.getState())).toMatchObject({ GOPROXY: 'off', GOPRIVATE: '' })
    model.write({ GOPROXY: 'direct' })
    await store.getState().refresh()
    expect(valuesOf(store.getState()).GOPROXY).toBe('direct')
  })
})
