import type { implement } from '@orpc/server'
import type { contract, PlanPreview, TemporaryLease, TemporaryName, TemporaryState } from '../../preload/contract'
import { text } from '../../preload/contract/text'
import type { FakeModel } from './fake-model'

type Implementer = ReturnType<typeof implement<typeof contract>>
type EnvPlan = (title: string, values: Record<string, string | null>) => PlanPreview

/** The calls of temporary values over the fake machine: a lease begins when its plan is applied. */
export function fakeTemporary(os: Implementer, model: FakeModel, envPlan: EnvPlan) {
  const state = (): TemporaryState => ({
    leases: [...model.leases.values()],
    ended: [...model.ended],
    cures: [
      {
        kind: 'mirror',
        text: text('temporary.cure.mirror', { proxy: 'goproxy.cn' }),
        values: { GOPROXY: 'https://goproxy.cn,direct' },
        patterns: null,
      },
      {
        kind: 'database',
        text: text('temporary.cure.database'),
        values: { GOSUMDB: 'sum.golang.google.cn' },
        patterns: null,
      },
      { kind: 'private', text: text('temporary.cure.private'), values: null, patterns: 'corp.example.com/*' },
    ],
  })
  const lasting = (span: { minutes: number } | { until: 'quit' }): Pick<TemporaryLease, 'until' | 'remaining'> =>
    'minutes' in span
      ? { until: '2026-11-21T09:15:00.000Z', remaining: span.minutes * 60_000 }
      : { until: null, remaining: null }
  const restore = (name: TemporaryName): TemporaryLease | undefined => {
    const lease = model.leases.get(name)
    if (lease?.original == null) model.file.delete(name)
    else model.file.set(name, lease.original)
    model.leases.delete(name)
    return lease
  }
  return {
    state: os.temporary.state.handler(() => state()),
    plan: os.temporary.plan.handler(({ input: { name, value, span } }) => {
      const original = model.leases.get(name)?.original ?? model.file.get(name) ?? null
      const preview = envPlan(`${name}=${value} for a while`, { [name]: value })
      const held = model.plans.get(preview.id)
      if (held) {
        const act = (): void => {
          held.act()
          model.leases.set(name, { name, value, original, ...lasting(span), failure: null })
        }
        model.plans.set(preview.id, { ...held, act })
      }
      return preview
    }),
    end: os.temporary.end.handler(({ input: { name } }) => {
      const lease = restore(name)
      const { value = '', original = null } = lease ?? {}
      return { id: name, name, value, original, outcome: 'put-back' as const, why: 'asked' as const, at: '' }
    }),
    extend: os.temporary.extend.handler(({ input: { name, span } }) => {
      const lease = model.leases.get(name)
      if (lease) model.leases.set(name, { ...lease, ...lasting(span) })
      return state()
    }),
    told: os.temporary.told.handler(({ input }) => {
      model.ended = model.ended.filter(({ id }) => !input.ids.includes(id))
      return state()
    }),
  }
}
