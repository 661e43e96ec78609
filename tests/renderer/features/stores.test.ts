import { describe, expect, it, onTestFinished } from 'vitest'
import { createStores, refreshTopic } from '../../../renderer/app/stores'
import { rowsOf } from '../../../renderer/features/goenv/store'
import { countChannels, markReleases, matchReleases } from '../../../renderer/features/releases/store'
import { asFolder } from '../../../renderer/features/settings/folder'
import { asMirror } from '../../../renderer/features/settings/mirror'
import { checkGroups, checksIn, countDone } from '../../../renderer/features/status/checks'
import { knownOf } from '../../../renderer/kit/loadable'
import { connectFake } from '../../helpers/fake-client'
import { releases } from '../../helpers/fake-data'
import { FakeModel, type Scenario } from '../../helpers/fake-model'
import { until } from '../../helpers/until'

function setUp(scenario: Scenario = 'ready', pace = 0) {
  const model = new FakeModel(scenario)
  const { client, close } = connectFake(model, { pace })
  onTestFinished(close)
  return { model, stores: createStores(client, model.settings) }
}

describe('status', () => {
  it('streams every check and ends with the report', async () => {
    const { stores } = setUp('attention', 1)
    const checking = stores.status.getState().check()
    await until(stores.status, (state) => countDone(state.checks).done > 2)
    expect(stores.status.getState().status.phase).toBe('checking')
    await checking
    expect(countDone(stores.status.getState().checks)).toEqual({ done: 16, total: 16 })
    expect(stores.status.getState().status).toMatchObject({ phase: 'done', report: { verdict: 'attention' } })
  })

  it('keeps the report before while it checks anew, and lets the newest check win', async () => {
    const { stores } = setUp('ready', 1)
    await stores.status.getState().check()
    const first = stores.status.getState().check()
    expect(stores.status.getState().status).toMatchObject({ phase: 'checking', last: { verdict: 'ready' } })
    const second = stores.status.getState().check()
    await Promise.all([first, second])
    expect(stores.status.getState().status.phase).toBe('done')
  })

  it('has a place for each check, once', () => {
    const all = checkGroups.flatMap(checksIn)
    expect(new Set(all).size).toBe(all.length)
    expect(all).toHaveLength(16)
  })
})

describe('releases', () => {
  it('finds versions in every channel by any part of their name', () => {
    const all = releases()
    const names = (search: string): string[] => matchReleases(all, 'stable', search).map((one) => one.version)
    expect(names('1.26.8')).toEqual(['go1.26.8'])
    expect(names('GO1.26.8 ')).toEqual(['go1.26.8'])
    expect(names('rc')).toEqual(['go1.28rc1'])
    expect(names('nothing')).toEqual([])
    expect(names('')).toHaveLength(countChannels(all).stable)
  })

  it('marks what is installed by now, whatever the list said', async () => {
    const { stores } = setUp()
    await stores.releases.getState().refreshSdk()
    const sdk = knownOf(stores.releases.getState().sdk)
    const marked = markReleases(releases(), sdk)
    expect(marked.filter((one) => one.installed).map((one) => one.version)).toEqual([
      'go1.27.4',
      'go1.26.8',
      'go1.24.6',
    ])
    expect(marked.filter((one) => one.active).map((one) => one.version)).toEqual(['go1.27.4'])
  })

  it('keeps a job a version, and refreshes what it changed', async () => {
    const { stores } = setUp()
    await stores.releases.getState().refreshSdk()
    await stores.releases.getState().ask('install', 'go1.27.3')
    await stores.releases.getState().ask('use', 'go1.26.8')
    const { jobs } = stores.releases.getState()
    expect(Object.keys(jobs)).toEqual(['go1.27.3', 'go1.26.8'])
    await jobs['go1.27.3']?.run.getState().apply()
    await expect
      .poll(() => knownOf(stores.releases.getState().sdk)?.installed.map((one) => one.version))
      .toContain('go1.27.3')
    expect(jobs['go1.26.8']?.run.getState().run.phase).toBe('review')
  })

  it('verifies one installed Go and can be told to stop', async () => {
    const { stores } = setUp('ready', 1)
    const goroot = '/home/gopher/sdk/go1.24.6'
    await stores.releases.getState().verify(goroot)
    expect(stores.releases.getState().verifications[goroot]).toMatchObject({
      phase: 'done',
      report: { verdict: 'differs', differences: { length: 4 } },
    })
    const again = stores.releases.getState().verify(goroot)
    const running = stores.releases.getState().verifications[goroot]
    if (running?.phase === 'running') running.stop()
    await again
    expect(stores.releases.getState().verifications[goroot]).toBeUndefined()
  })
})

describe('proxy', () => {
  it('probes, switches, and looks where the switch landed', async () => {
    const { model, stores } = setUp()
    const get = stores.proxy.getState
    await get().refresh()
    await get().probe()
    expect(get().probing).toEqual({ phase: 'done', best: 'golang' })
    expect(get().probes.tencent?.verdict).toBe('failed')
    await get().ask({ kind: 'preset', id: 'goproxy-cn' }, 'here')
    expect(get().askedAt).toBe('here')
    expect(model.file.get('GOPROXY')).toBe('https://proxy.golang.org,direct')
    await get().switching.getState().apply()
    expect(model.file.get('GOPROXY')).toBe('https://goproxy.cn,direct')
    await expect.poll(() => knownOf(get().state)?.current).toBe('goproxy-cn')
    await expect.poll(() => knownOf(get().landings)?.[0]?.value).toBe('https://goproxy.cn,direct')
  })

  it('sets the checksum database alone', async () => {
    const { model, stores } = setUp()
    await stores.proxy.getState().ask({ kind: 'gosumdb', gosumdb: 'sum.golang.google.cn' }, 'here')
    await stores.proxy.getState().switching.getState().apply()
    expect([...model.file]).toEqual([
      ['GOPROXY', 'https://proxy.golang.org,direct'],
      ['GOSUMDB', 'sum.golang.google.cn'],
    ])
  })

  it('adds and removes a proxy of the user, and says what is wrong with a bad one', async () => {
    const { stores } = setUp()
    const get = stores.proxy.getState
    expect(await get().addCustom({ label: 'bad', goproxy: 'htp:/x' })).toBe(false)
    expect(get().customFailure?.code).toBe('INVALID_INPUT')
    expect(await get().addCustom({ label: 'Team', goproxy: 'https://athens.corp.example|direct' })).toBe(true)
    expect(get().customFailure).toBeNull()
    const custom = knownOf(get().state)?.presets.find((preset) => preset.custom)
    expect(custom?.label).toBe('Team')
    await get().removeCustom(custom?.id ?? '')
    expect(knownOf(get().state)?.presets.some((preset) => preset.custom)).toBe(false)
  })
})

describe('journal', () => {
  it('plans the undo of everything, with what is left alone', async () => {
    const { stores } = setUp()
    const { undo, undoing, refresh } = stores.journal.getState()
    await refresh()
    await undo({ all: true })
    expect(stores.journal.getState().conflicts).toHaveLength(1)
    await undoing.getState().apply()
    await expect
      .poll(() => knownOf(stores.journal.getState().entries)?.filter((entry) => entry.phase === 'applied').length)
      .toBe(1)
    await undo({ ids: ['none'] })
    expect(stores.journal.getState().conflicts).toEqual([])
  })
})

describe('environment', () => {
  it('filters by all words, in names and values', async () => {
    const { stores } = setUp()
    await stores.goenv.getState().refresh()
    const table = knownOf(stores.goenv.getState().table)
    if (!table) throw new Error('no table')
    expect(rowsOf(table, 'seed', '').map((row) => row.name)).toEqual(['GO111MODULE', 'GOPROXY', 'GOSUMDB'])
    expect(rowsOf(table, 'seed', 'golang PROXY').map((row) => row.name)).toEqual(['GOPROXY'])
    expect(rowsOf(table, 'other', 'gopher cache').map((row) => row.name)).toEqual(['GOCACHE', 'GOMODCACHE'])
  })

  it('edits one row at a time', () => {
    const { stores } = setUp()
    const get = stores.goenv.getState
    get().type('lost')
    expect(get().editing).toBeNull()
    get().toggle('GOPROXY')
    get().toggle('GOFLAGS')
    get().toggle('GOPROXY')
    expect([...get().open]).toEqual(['GOFLAGS'])
  })
})

describe('first module', () => {
  it('suggests, makes and runs', async () => {
    const { stores } = setUp()
    const get = stores.modules.getState
    get().setModule('example.org/mine')
    await get().suggest()
    expect(get()).toMatchObject({ module: 'example.org/mine', directory: '/home/gopher/go-projects/hello' })
    await get().plan()
    await get().makeAndRun()
    expect(get().running).toEqual({ phase: 'ended', exitCode: 0 })
    expect(get().lines.at(-1)).toEqual({ stream: 'stdout', line: 'Hello, Go' })
  })

  it('runs nothing when the module could not be planned', async () => {
    const { stores } = setUp()
    const get = stores.modules.getState
    get().setModule('no good path')
    get().setDirectory('/tmp/x')
    await get().plan()
    expect(get().making.getState().run).toMatchObject({ phase: 'failed', failure: { code: 'MODULE_PATH_INVALID' } })
    await get().makeAndRun()
    expect(get().running.phase).toBe('idle')
  })
})

describe('settings', () => {
  it('takes what the core made of a change', async () => {
    const { model, stores } = setUp()
    await stores.settings.getState().save({ theme: 'dark' })
    expect(model.settings.theme).toBe('dark')
    expect(stores.settings.getState().settings.theme).toBe('dark')
  })

  it('leaves alone what is not saved', async () => {
    const { model, stores } = setUp()
    const own = { theme: 'dark', language: 'zh-CN', onlyOwnProxies: true, sdkRoot: '/opt/go' } as const
    await stores.settings.getState().save(own)
    const before = { ...model.settings }
    await stores.settings.getState().save({ wizardDone: false })
    expect(model.settings).toEqual({ ...before, wizardDone: false })
    expect(model.settings).toMatchObject({ ...own, archiveMirrors: ['https://mirrors.nju.edu.cn/golang/'] })
  })

  it.each([
    ['https://mirrors.example.com/golang/', 'https://mirrors.example.com/golang/'],
    [' https://mirrors.example.com/golang ', 'https://mirrors.example.com/golang/'],
    ['http://mirrors.example.com/golang/', null],
    ['https://user:secret@mirrors.example.com/', null],
    ['https://mirrors.example.com/?a=b', null],
    ['mirrors.example.com', null],
    ['', null],
  ])('takes %j for the mirror %j', (typed, mirror) => {
    expect(asMirror(typed)).toBe(mirror)
  })
})

it.each([
  ['/opt/go', '/opt/go'],
  [' ~/go-versions ', '/home/gopher/go-versions'],
  ['~', '/home/gopher'],
  ['D:\\\\go', 'D:\\\\go'],
  ['~other/sdk', null],
  ['sdk', null],
  ['../sdk', null],
])('takes %j for the folder %j', (typed, folder) => {
  expect(asFolder(typed, '/home/gopher')).toBe(folder)
})

it('refreshes only what somebody has looked at', async () => {
  const { stores } = setUp()
  for (const topic of ['sdk', 'goenv', 'journal'] as const) refreshTopic(stores, topic)
  expect(stores.releases.getState().sdk.phase).toBe('idle')
  expect(stores.goenv.getState().table.phase).toBe('idle')
  await stores.goenv.getState().refresh()
  refreshTopic(stores, 'goenv')
  expect(stores.goenv.getState().table.phase).toBe('loading')
  expect(stores.proxy.getState().state.phase).toBe('idle')
})
