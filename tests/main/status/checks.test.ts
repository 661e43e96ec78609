import { expect, test } from 'vitest'
import {
  checkGoenvFile,
  checkInstalled,
  checkIntegrity,
  checkJournal,
  checkPath,
  checkShadowed,
  checkVersion,
} from '../../../main/status/checks'
import { asTheySettle } from '../../../main/status/merge'
import type { Catalogue, EnvTable, JournalEntry, SdkState, ShellView } from '../../../preload/contract'

const bin = '/data/current/bin'

function view(over: Partial<ShellView>): ShellView {
  return { shell: 'bash', mode: 'login', verdict: 'seen', go: `${bin}/go`, path: [bin], env: {}, took: 1, ...over }
}

function sdk(over: Partial<SdkState>): SdkState {
  return { sdkRoot: '/sdk', currentLink: '/data/current', current: 'go1.27.4', installed: [], found: [], ...over }
}

const catalogue = { newestStable: 'go1.27.4' } as Catalogue

test('no go is a problem that installing the newest mends', () => {
  expect(checkInstalled(null)).toMatchObject({ verdict: 'problem', fix: { kind: 'install', version: 'newest' } })
  expect(checkInstalled({ binary: '/x/go', version: 'go1.27.4' })).toMatchObject({
    verdict: 'ok',
    value: '/x/go',
    fix: null,
  })
})

test.each([
  ['go1.27.4', 'ok'],
  ['go1.28rc1', 'ok'],
  ['go1.27.3', 'note'],
  ['go1.9', 'note'],
])('version %s beside go1.27.4: %s', (version, verdict) => {
  expect(checkVersion(version, catalogue).verdict).toBe(verdict)
})

test('without a list nothing is claimed about the newest version', () => {
  expect(checkVersion('go1.2', null)).toMatchObject({
    verdict: 'ok',
    reason: { key: 'status.newestUnknown' },
    fix: null,
  })
})

test.each([
  ['finds the managed go', [view({})], true, 'ok'],
  ['finds no go', [view({ go: null })], true, 'problem'],
  ['finds another go', [view({ go: '/usr/bin/go' })], true, 'warning'],
  ['finds another go, and none is managed', [view({ go: '/usr/bin/go' })], false, 'ok'],
  ['one of two finds none', [view({}), view({ shell: 'zsh', mode: 'login-interactive', go: null })], true, 'problem'],
  ['could not be looked into', [view({ verdict: 'not-verified', go: null })], true, 'note'],
  ['was not asked', [view({ mode: 'interactive' })], true, 'note'],
] as const)('a login shell that %s', (_what, views, managed, verdict) => {
  expect(checkPath('path-login', views, bin, managed).verdict).toBe(verdict)
})

test('a shell without go has the fix only when there is a go to put on PATH', () => {
  expect(checkPath('path-interactive', [view({ mode: 'interactive', go: null })], bin, false).fix).toBeNull()
  expect(checkPath('path-interactive', [view({ mode: 'interactive', go: null })], bin, true).fix).toEqual({
    kind: 'set-path',
    shells: [],
  })
})

test('how far the active SDK is proven', () => {
  const installed = {
    version: 'go1.27.4',
    goroot: '/sdk/go1.27.4',
    active: true,
    origin: 'goready' as const,
    source: null,
    installedAt: null,
    notes: [],
  }
  expect(checkIntegrity(sdk({ installed: [{ ...installed, proof: 'log-verified' }] })).verdict).toBe('ok')
  expect(checkIntegrity(sdk({ installed: [{ ...installed, proof: 'unverified' }] })).verdict).toBe('note')
  expect(checkIntegrity(sdk({}))).toMatchObject({ verdict: 'note', reason: { key: 'status.foreignGo' } })
})

test('another go on PATH is pointed out, the winning one is not', () => {
  const go = {
    goroot: '/g',
    binary: '/g/bin/go',
    version: 'go1.20',
    owner: 'apt' as const,
    onPath: true,
    winsInNewShell: false,
    notes: [],
  }
  expect(checkShadowed(sdk({ current: 'go1.27.4', found: [go] }))).toMatchObject({
    verdict: 'note',
    value: '/g/bin/go',
  })
  // new shells find none: the one that this program finds first stands behind nothing
  expect(checkShadowed(sdk({ current: null, found: [go] })).verdict).toBe('ok')
  const behind = { ...go, binary: '/h/bin/go' }
  expect(checkShadowed(sdk({ current: null, found: [go, behind] }))).toMatchObject({
    verdict: 'note',
    value: '/h/bin/go',
  })
  expect(checkShadowed(sdk({ found: [{ ...go, winsInNewShell: true }] })).verdict).toBe('ok')
  expect(checkShadowed(sdk({ found: [{ ...go, onPath: false }] })).verdict).toBe('ok')
})

test.each([
  ['present', 'ok', null],
  ['absent', 'ok', null],
  ['off', 'warning', null],
  ['breaks-go', 'problem', { kind: 'repair-goenv-file' }],
] as const)('a go env file that is %s: %s', (state, verdict, fix) => {
  const table = { rows: [], go: null, notes: [], file: { path: '/env', state } } satisfies EnvTable
  expect(checkGoenvFile(table)).toMatchObject({ verdict, fix })
})

test('an interrupted change needs attention', () => {
  const entry = { phase: 'needs-attention' } as JournalEntry
  expect(checkJournal([entry]).verdict).toBe('warning')
  expect(checkJournal([]).verdict).toBe('ok')
})

test('values come in the order in which they settle, and a rejection is thrown', async () => {
  let finish: (value: string) => void = () => undefined
  const late = new Promise<string>((resolve) => {
    finish = resolve
  })
  const seen: string[] = []
  for await (const value of asTheySettle([late, Promise.resolve('early')])) {
    seen.push(value)
    finish('late')
  }
  expect(seen).toEqual(['early', 'late'])
  const failing = async (): Promise<void> => {
    for await (const value of asTheySettle([Promise.reject(new Error('boom')), late])) seen.push(value)
  }
  await expect(failing()).rejects.toThrow('boom')
})
