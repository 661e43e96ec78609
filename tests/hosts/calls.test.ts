import { setTimeout as delay } from 'node:timers/promises'
import { implement, ORPCError } from '@orpc/server'
import { describe, expect, test } from 'vitest'
import { contract } from '../../preload/contract'
import { failureOf } from '../../renderer/bridge'
import { type ContractClient, type ContractRouter, everyHost } from '../helpers/every-host'
import { FakeModel } from '../helpers/fake-model'
import { createFakeRouter } from '../helpers/fake-router'

/** What a call came to, in a form that can be compared: ids and times differ from host to host. */
type Outcome =
  | { readonly reply: unknown }
  | { readonly failure: unknown }
  | { readonly yielded: unknown[]; readonly returned: unknown }

const calls: Record<string, (client: ContractClient) => Promise<unknown>> = {
  'app.info': (client) => client.app.info(),
  'app.openLink': (client) => client.app.openLink({ link: 'go-sumdb', version: null }),
  'settings.get': (client) => client.settings.get(),
  'settings.set': (client) => client.settings.set({ theme: 'dark', archiveMirrors: [] }),
  'releases.catalogue': (client) => client.releases.catalogue({ refresh: false }),
  'sdk.state': (client) => client.sdk.state({ probeShell: true }),
  'sdk.planInstall': (client) => client.sdk.planInstall({ version: 'go1.26.8', use: true }),
  'sdk.planUninstall of the one in use': (client) => client.sdk.planUninstall({ version: 'go1.27.4' }),
  'sdk.verify': (client) => stream(client.sdk.verify({ goroot: null })),
  'proxy.state': (client) => client.proxy.state(),
  'proxy.probe': (client) => stream(client.proxy.probe({ ids: [] })),
  'proxy.planUse': (client) => client.proxy.planUse({ use: { id: 'direct' }, gosumdb: null }),
  'proxy.landed': (client) => client.proxy.landed(),
  'proxy.addCustom of no URL': (client) => client.proxy.addCustom({ label: 'x', goproxy: 'ftp:x' }),
  'chain.state': (client) => client.chain.state(),
  'chain.simulate': (client) =>
    client.chain.simulate({
      values: { GOPROXY: 'off', GOPRIVATE: '', GONOPROXY: '', GONOSUMDB: '', GOINSECURE: '', GOSUMDB: '' },
      module: 'rsc.io/quote',
      version: 'v1.5.2',
      answers: [],
      isDirectFound: true,
      database: '200',
    }),
  'doctor.examine': (client) => stream(client.doctor.examine({ target: null, via: null, tokenEnv: null })),
  'doctor.examine of no web address': (client) =>
    stream(client.doctor.examine({ target: 'ftp://x', via: null, tokenEnv: null })),
  'goenv.table': (client) => client.goenv.table(),
  'goenv.planSet': (client) =>
    client.goenv.planSet({ values: { GOFLAGS: '-mod=mod', GOPRIVATE: null, 名: '值 "\\\u0000' } }),
  'shell.list': (client) => client.shell.list(),
  'status.check': (client) => stream(client.status.check()),
  'temporary.state': (client) => client.temporary.state(),
  'temporary.plan': (client) => client.temporary.plan({ name: 'GOSUMDB', value: 'off', span: { until: 'quit' } }),
  'setup.draft': (client) => client.setup.draft(),
  'modules.suggest': (client) => client.modules.suggest(),
  'journal.list': (client) => client.journal.list(),
  'journal.apply of no plan': (client) => stream(client.journal.apply({ planId: 'none' })),
  'journal.apply': async (client) => {
    const plan = await client.proxy.planUse({ use: { id: 'direct' }, gosumdb: null })
    return stream(client.journal.apply({ planId: plan.id }))
  },
  'input of the wrong type': (client) => client.sdk.planUse({ version: 7 } as never),
  'input that lacks a field': (client) => client.journal.planUndo({} as never),
  'no input where one is needed': (client) => client.sdk.state(undefined as never),
}

async function stream(opening: Promise<AsyncIterator<unknown, unknown>>): Promise<Outcome> {
  const steps = await opening
  const yielded: unknown[] = []
  for (let step = await steps.next(); ; step = await steps.next()) {
    if (step.done) return { yielded, returned: step.value }
    yielded.push(step.value)
  }
}

async function outcomeOf(call: (client: ContractClient) => Promise<unknown>, client: ContractClient): Promise<unknown> {
  const raw: unknown = await call(client).then(
    (reply) => ({ reply }),
    (error: unknown) => ({
      failure: error instanceof ORPCError ? { code: error.code, data: error.data } : String(error),
    }),
  )
  return JSON.parse(
    JSON.stringify(raw, (_key, value: unknown) => (value === undefined ? null : value))
      .replaceAll(/"(plan|entry|custom)-\d+"/g, '"$1"')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time'),
  )
}

describe.each(Object.entries(calls))('%s', (_name, call) => {
  test('comes to the same on every host', async () => {
    const outcomes: Record<string, unknown> = {}
    for (const [host, connect] of Object.entries(everyHost)) {
      const router = createFakeRouter(new FakeModel('ready'), { pace: 0 })
      outcomes[host] = await outcomeOf(call, await connect(router))
    }
    expect(outcomes.electron).toEqual(outcomes.direct)
    expect(outcomes.web).toEqual(outcomes.direct)
  })
})

test.each(['electron', 'web'] as const)('%s: a call that there is not is not found', async (host) => {
  const client = await everyHost[host](createFakeRouter(new FakeModel('ready'), { pace: 0 }))
  const reboot = (client as never as { app: { reboot(): Promise<void> } }).app.reboot()
  await expect(reboot).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

/** The fake core with one stream replaced by one whose every moment the test knows. */
function watchedRouter(): { router: ContractRouter; seen: string[] } {
  const seen: string[] = []
  const fake = createFakeRouter(new FakeModel('ready'), { pace: 0 })
  const apply = implement(contract.journal.apply).handler(async function* ({ signal }) {
    seen.push('started')
    try {
      yield { kind: 'check' as const }
      if (!signal?.aborted) await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }))
      seen.push('aborted')
      await delay(20)
      return { entryId: 'never' }
    } finally {
      seen.push('taken back')
    }
  })
  return { router: { ...fake, journal: { ...fake.journal, apply } }, seen }
}

describe.each(Object.entries(everyHost))('%s', (_host, connect) => {
  test('cancelling by the signal reaches the generator and lets it take back what it did', async () => {
    const { router, seen } = watchedRouter()
    const client = await connect(router)
    const cancel = new AbortController()
    const steps = await client.journal.apply({ planId: 'x' }, { signal: cancel.signal })
    expect((await steps.next()).value).toEqual({ kind: 'check' })
    const rest = steps.next().catch(() => undefined)
    cancel.abort()
    await expect.poll(() => seen).toEqual(['started', 'aborted', 'taken back'])
    await rest
  })

  test('leaving the loop reaches it too', async () => {
    const { router, seen } = watchedRouter()
    const client = await connect(router)
    const cancel = new AbortController()
    for await (const _step of await client.journal.apply({ planId: 'x' }, { signal: cancel.signal })) break
    cancel.abort()
    await expect.poll(() => seen.at(-1)).toBe('taken back')
  })

  test('a typed failure in the middle of a stream arrives typed', async () => {
    const fake = createFakeRouter(new FakeModel('ready'), { pace: 0 })
    const apply = implement(contract.journal.apply).handler(async function* ({ errors }) {
      yield { kind: 'check' as const }
      throw errors.FAILURE({
        data: { code: 'DISK_FULL', message: 'full', details: { path: '/x', needed: 2, free: 1 } },
      })
    })
    const client = await connect({ ...fake, journal: { ...fake.journal, apply } })
    const steps = await client.journal.apply({ planId: 'x' })
    await steps.next()
    const error: unknown = await steps.next().catch((thrown: unknown) => thrown)
    expect(failureOf(error)).toEqual({
      code: 'DISK_FULL',
      message: 'full',
      details: { path: '/x', needed: 2, free: 1 },
    })
  })
})
