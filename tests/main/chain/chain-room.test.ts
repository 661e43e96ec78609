import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createChain } from '../../../main/chain'
import { createProxy } from '../../../main/proxy'
import type { ChainValues, EntryAnswers, ProxyAnswer } from '../../../preload/contract'
import { failureOf, rejection } from '../../helpers/failure-of'
import { goRooms } from '../../helpers/go-rooms'

// Red when, for one, `isSame` of the room returns false where it compares with GOPRIVATE, or `unmasked` returns what it is given.

async function rooms(env: Record<string, string> = {}) {
  const all = await goRooms({ env })
  const proxy = createProxy(all.world, all)
  return { ...all, chain: createChain(all.world, { goenv: all.goenv, proxy }) }
}

const values = (more: Partial<ChainValues>): ChainValues => ({
  GOPROXY: 'https://proxy.golang.org,direct',
  GOPRIVATE: '',
  GONOPROXY: '',
  GONOSUMDB: '',
  GOINSECURE: '',
  GOSUMDB: 'sum.golang.org',
  ...more,
})
const all = (answer: ProxyAnswer): EntryAnswers => ({ module: answer, supported: answer, lookup: answer })
const ask = { version: 'v1.0.0', isDirectFound: true, database: '200' } as const

describe('simulate', () => {
  test('tells each step, its end, and what go prints', async () => {
    const { chain } = await rooms()
    const told = chain.simulate({
      ...ask,
      values: values({ GOPROXY: 'https://a.example.net,https://b.example.net|direct' }),
      module: 'github.com/x/y',
      answers: [all('404'), all('502')],
    })
    expect(told.steps.slice(0, 3)).toMatchObject([
      { request: 'info', entry: 0, times: 2, verdict: 'next', next: { key: 'chain.next.notFound' } },
      { request: 'info', entry: 1, times: 1, verdict: 'next', next: { key: 'chain.next.anyError' } },
      { request: 'info', entry: 2, url: null, verdict: 'answered', what: { key: 'chain.what.found-direct' } },
    ])
    expect(told).toMatchObject({ outcome: { kind: 'downloaded', message: null }, reachesDirect: true, leaks: [] })
    const stopped = chain.simulate({
      ...ask,
      values: values({ GOPROXY: 'https://a.example.net,direct' }),
      module: 'github.com/x/y',
      answers: [all('502')],
    })
    expect(stopped.steps).toMatchObject([{ verdict: 'stops', next: { key: 'chain.next.stops' } }])
    expect(stopped.outcome.message).toBe(
      'go: github.com/x/y@v1.0.0: reading https://a.example.net/github.com/x/y/@v/v1.0.0.info: 502 Bad Gateway',
    )
    expect(stopped.reachesDirect).toBe(false)
  })

  test('that no proxy offers the database is no error: it is asked at its own host', async () => {
    const { chain } = await rooms()
    const lone = { ...all('200'), supported: '404' } as const
    const through = (GOPROXY: string, answers: EntryAnswers[]) =>
      chain
        .simulate({ ...ask, values: values({ GOPROXY }), module: 'github.com/x/y', answers })
        .steps.filter(({ request }) => request === 'supported')
        .map(({ verdict, next }) => `${verdict} ${next?.key ?? ''}`)
    expect(through('https://a.example.net', [lone])).toEqual(['next chain.next.ownHost'])
    expect(through('https://a.example.net,direct', [lone])).toEqual(['next chain.next.notFound', 'next '])
    const broken = { ...all('200'), supported: '500' } as const
    expect(through('https://a.example.net|https://b.example.net', [broken, lone])).toEqual([
      'next chain.next.anyError',
      'stops chain.next.last',
    ])
  })

  test.each([
    ['github.com/x/y', {}, []],
    ['git.acme.internal/x', {}, ['proxy.golang.org likely', 'sum.golang.org likely']],
    ['acme.io/x', {}, ['proxy.golang.org possible', 'sum.golang.org possible']],
    ['acme.io/x', { GOPRIVATE: 'acme.io' }, []],
    ['acme.io/x', { GOPRIVATE: 'acme.io', GONOPROXY: 'none' }, ['proxy.golang.org likely']],
    ['acme.io/x', { GONOSUMDB: 'acme.io', GOPROXY: 'https://goproxy.acme.io' }, []],
    ['acme.io/x', { GOPROXY: 'https://goproxy.acme.io' }, ['sum.golang.org possible']],
  ] as const)('%s with %j leaks to %j', async (module, set, leaks) => {
    const { chain } = await rooms()
    const told = chain.simulate({ ...ask, values: values(set), module, answers: [] })
    expect(told.leaks.map(({ host, weight }) => `${host} ${weight}`)).toEqual(leaks)
  })

  test('credentials are masked in all that is told', async () => {
    const { chain } = await rooms()
    const told = chain.simulate({
      ...ask,
      values: values({ GOPROXY: 'https://gopher:hunter22@a.example.net|http://tok3n@b.example.net' }),
      module: 'acme.io/x',
      answers: [all('refused'), all('500')],
    })
    expect(told.outcome.kind).toBe('failed')
    expect(JSON.stringify(told)).not.toMatch(/gopher|hunter22|tok3n/)
  })

  test('a version that is not exact is refused', async () => {
    const { chain } = await rooms()
    const failure = failureOf(() =>
      chain.simulate({ ...ask, version: 'latest', values: values({}), module: 'acme.io/x', answers: [] }),
    )
    expect(failure.code).toBe('INVALID_INPUT')
  })
})

test('preview tells the way of each path and which pattern decided, of a go.mod first', async () => {
  const { chain, world } = await rooms()
  await writeFile(join(world.home, 'go.mod'), 'module m\nrequire git.acme.io/a/b v1.0.0\n')
  const set = values({ GOPRIVATE: '*.acme.io', GONOSUMDB: 'acme.io/x', GOINSECURE: 'git.*.io/a' })
  const preview = await chain.preview({ values: set, paths: ['acme.io/x', 'bad', ' acme.net/y ', ''], folder: '~' })
  expect(preview.goMod).toEqual({ path: join(world.home, 'go.mod'), module: 'm', count: 1 })
  expect(preview.rows).toEqual([
    {
      path: 'git.acme.io/a/b',
      route: 'direct',
      noproxy: { variable: 'GOPRIVATE', pattern: '*.acme.io' },
      database: 'asked',
      nosumdb: null,
      insecure: { variable: 'GOINSECURE', pattern: 'git.*.io/a' },
      warning: { key: 'chain.look.declared', params: { variable: 'GOPRIVATE' } },
    },
    {
      path: 'acme.io/x',
      route: 'proxy',
      noproxy: null,
      database: 'not-asked',
      nosumdb: { variable: 'GONOSUMDB', pattern: 'acme.io/x' },
      insecure: null,
      warning: { key: 'chain.look.declared', params: { variable: 'GONOSUMDB' } },
    },
    expect.objectContaining({ path: 'bad', route: 'invalid', warning: null }),
    expect.objectContaining({ path: 'acme.net/y', warning: { key: 'chain.look.unknown-host', params: {} } }),
  ])
  expect((await chain.preview({ values: set, paths: [], folder: join(world.home, 'none') })).goMod).toBeNull()
  const failure = await rejection(chain.preview({ values: set, paths: [], folder: 'here' }))
  expect(failure).toMatchObject({ code: 'INVALID_INPUT', details: { fault: 'not-absolute' } })
})

describe('plan', () => {
  test('writes what differs, in one change, and hidden credentials as they were', async () => {
    const { chain, write, apply, goenv, file } = await rooms()
    await write(
      file.slice(file.indexOf('.config')),
      'GOPROXY=https://gopher:hunter22@a.example.net,direct\nGOPRIVATE=acme.io\n',
    )
    const { values: shown } = await chain.state()
    expect(shown).toMatchObject({ GOPRIVATE: 'acme.io', GONOPROXY: '', GONOSUMDB: '' })
    const [hidden] = shown.GOPROXY.split(',')
    expect(hidden).not.toContain('hunter22')
    const wanted = { ...shown, GOPROXY: `https://b.example.net|${hidden},direct`, GONOSUMDB: 'acme.io,acme.net' }
    const plan = await chain.plan(wanted)
    expect(plan.changes).toHaveLength(1)
    await apply(plan)
    expect(await goenv.effective('GOPROXY')).toBe('https://b.example.net|https://gopher:hunter22@a.example.net,direct')
    expect(await goenv.effective('GONOSUMDB')).toBe('acme.io,acme.net')
    expect((await chain.plan((await chain.state()).values)).changes).toEqual([])
    await apply(await chain.plan({ ...(await chain.state()).values, GOPRIVATE: '', GONOSUMDB: '' }))
    expect(await goenv.effective('GONOSUMDB')).toBe('')
  })

  test('what was set to the same as GOPRIVATE stays with it, and goes along when it changes', async () => {
    const { chain, write, apply, goenv, file } = await rooms()
    await write(file.slice(file.indexOf('.config')), 'GOPRIVATE=acme.io\nGONOSUMDB=acme.io\n')
    const { values: shown } = await chain.state()
    expect((await chain.plan(shown)).changes).toEqual([])
    await apply(await chain.plan({ ...shown, GOPRIVATE: 'acme.net' }))
    expect(await goenv.effective('GONOSUMDB')).toBe('acme.net')
  })

  test('a list that go refuses is refused', async () => {
    const { chain } = await rooms()
    for (const GOPROXY of ['foo', ',', 'https://•••@x.example.net', 'http://a:b@c.example.net']) {
      expect((await rejection(chain.plan(values({ GOPROXY })))).code).toBe('INVALID_INPUT')
    }
  })
})
