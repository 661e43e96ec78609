import type {
  ChangePreview,
  Check,
  FailureShape,
  FoundGo,
  InstalledSdk,
  JournalEntry,
  PlanPreview,
  Progress,
  ProxyPreset,
  Settings,
  TemporaryEnd,
  TemporaryLease,
  TemporaryName,
} from '../../preload/contract'
import type { Text } from '../../preload/contract/text'
import { aptGo, currentLink, goenvFile, gvmGo, home, installed, sdkRoot, sentence, tarballGo } from './fake-data'
import { nextId } from './fake-ids'

export const scenarios = ['fresh', 'other-go', 'ready', 'attention', 'offline'] as const
export type Scenario = (typeof scenarios)[number]

interface Held {
  readonly preview: PlanPreview
  readonly act: () => void
}

/** The machine that the fake core works on: enough state that what is applied is seen afterwards. */
export class FakeModel {
  readonly scenario: Scenario
  readonly file = new Map<string, string>()
  readonly plans = new Map<string, Held>()
  readonly custom: ProxyPreset[] = []
  installed: InstalledSdk[] = []
  current: string | null = null
  found: FoundGo[] = []
  entries: JournalEntry[] = []
  settings: Settings
  readonly leases = new Map<TemporaryName, TemporaryLease>()
  ended: TemporaryEnd[] = []
  isBlocked = false
  hasBlock = false

  constructor(scenario: Scenario, settings: Partial<Settings> = {}) {
    this.scenario = scenario
    this.settings = {
      language: 'system',
      theme: 'system',
      customProxies: [],
      onlyOwnProxies: false,
      archiveMirrors: ['https://mirrors.nju.edu.cn/golang/'],
      sdkRoot: null,
      checkFreshShell: true,
      wizardDone: scenario !== 'fresh' && scenario !== 'offline',
      ...settings,
    }
    if (scenario === 'other-go') this.found = [aptGo, tarballGo, gvmGo]
    if (scenario === 'ready' || scenario === 'attention') this.#setUp()
  }

  #setUp(): void {
    this.installed = [
      installed('go1.27.4'),
      installed('go1.26.8', { installedAt: '2026-08-19T15:20:00.000Z', proof: 'index-verified', source: 'go.dev' }),
      installed('go1.24.6', { origin: 'adopted', proof: 'unverified', source: null, installedAt: null }),
    ]
    this.current = 'go1.27.4'
    this.hasBlock = true
    this.found = [{ ...aptGo, winsInNewShell: false }, gvmGo]
    this.file.set('GOPROXY', 'https://proxy.golang.org,direct').set('GOSUMDB', 'sum.golang.org')
    this.isBlocked = this.scenario === 'attention'
    if (this.isBlocked) this.file.set('GOFLAGS', '-mod=mod')
    this.entries = history()
  }

  /** The current Go as fresh shells find it, or null. */
  get winner(): string | null {
    return this.current ?? this.found.find((go) => go.winsInNewShell)?.version ?? null
  }

  hold(title: string, changes: ChangePreview[], act: () => void, notes: Text[] = []): PlanPreview {
    const preview = { id: nextId('plan'), title: sentence(title), changes, notes }
    this.plans.set(preview.id, { preview, act })
    return preview
  }

  record(preview: PlanPreview, phase: JournalEntry['phase'], failure: FailureShape | null, at: Date): string {
    const id = nextId('entry')
    this.entries.unshift({
      id,
      at: at.toISOString(),
      title: preview.title,
      host: 'web',
      phase,
      changes: preview.changes,
      failure,
      undoes: null,
    })
    return id
  }

  settle(id: string, phase: JournalEntry['phase'], failure: FailureShape | null): void {
    this.entries = this.entries.map((entry) => (entry.id === id ? { ...entry, phase, failure } : entry))
  }

  installChange(version: string): ChangePreview {
    return {
      kind: 'sdk-install',
      version,
      path: `${sdkRoot}/${version}`,
      source: 'https://proxy.golang.org',
      bytes: 75_846_113,
      proof: 'log-verified',
      reason: sentence('The Go command, compiler and standard library'),
      notes: [],
    }
  }

  linkChange(version: string): ChangePreview {
    return {
      kind: 'link',
      path: currentLink,
      before: this.current === null ? null : `${sdkRoot}/${this.current}`,
      after: `${sdkRoot}/${version}`,
      reason: sentence('PATH points here, so new shells find this Go'),
      notes: [],
    }
  }

  place(version: string, use: boolean): void {
    if (!this.installed.some((sdk) => sdk.version === version))
      this.installed.unshift(installed(version, { installedAt: new Date().toISOString() }))
    if (use) this.current = version
  }

  envChange(values: Record<string, string | null>): ChangePreview {
    const rows = Object.entries(values).map(([name, after]) => ({ name, before: this.file.get(name) ?? null, after }))
    const before = [...this.file].map(([name, value]) => `${name}=${value}`)
    const next = new Map(this.file)
    for (const { name, after } of rows) {
      if (after === null) next.delete(name)
      else next.set(name, after)
    }
    return {
      kind: 'file',
      path: goenvFile,
      action: this.file.size === 0 ? 'create' : 'edit',
      diff: diff(
        before,
        [...next].map(([name, value]) => `${name}=${value}`),
      ),
      values: rows,
      reason: sentence('Settings of the go command, read by every go you run'),
      notes: [],
    }
  }

  write(values: Record<string, string | null>): void {
    for (const [name, value] of Object.entries(values)) {
      if (value === null) this.file.delete(name)
      else this.file.set(name, value)
    }
  }
}

/** A naive diff: common head, removed, added. */
function diff(before: readonly string[], after: readonly string[]): Extract<ChangePreview, { kind: 'file' }>['diff'] {
  const lines: Extract<ChangePreview, { kind: 'file' }>['diff'] = []
  let same = 0
  while (same < before.length && before[same] === after[same]) same++
  for (const [index, text] of before.slice(0, same).entries())
    lines.push({ kind: 'same', old: index + 1, new: index + 1, text })
  for (const [index, text] of before.slice(same).entries())
    lines.push({ kind: 'removed', old: same + index + 1, new: null, text })
  for (const [index, text] of after.slice(same).entries())
    lines.push({ kind: 'added', old: null, new: same + index + 1, text })
  return lines
}

/** What GoReady writes to the rc file of a shell. */
export function rcChange(path: string, exists: boolean): ChangePreview {
  const block = ['# >>> goready >>>', `. "${home}/.local/share/goready/env.sh"`, '# <<< goready <<<']
  const tail = ['# enable programmable completion', 'if ! shopt -oq posix; then', 'fi']
  const lines: Extract<ChangePreview, { kind: 'file' }>['diff'] = exists
    ? [
        { kind: 'skip', old: null, new: null, text: '114' },
        ...tail.map((text, index) => ({ kind: 'same' as const, old: 115 + index, new: 115 + index, text })),
        ...block.map((text, index) => ({ kind: 'added' as const, old: null, new: 118 + index, text })),
      ]
    : block.map((text, index) => ({ kind: 'added' as const, old: null, new: 1 + index, text }))
  return {
    kind: 'file',
    path,
    action: exists ? 'edit' : 'create',
    diff: lines,
    values: [],
    reason: sentence('Puts Go on the PATH of new shells'),
    notes: [],
  }
}

export function envFileChange(): ChangePreview {
  const lines = [
    '# written by GoReady',
    `case ":$PATH:" in`,
    `  *":${home}/.local/share/goready/current/bin:"*) ;;`,
    `  *) PATH="${home}/.local/share/goready/current/bin:$PATH" ;;`,
    'esac',
    'export PATH',
  ]
  return {
    kind: 'file',
    path: `${home}/.local/share/goready/env.sh`,
    action: 'create',
    diff: lines.map((text, index) => ({ kind: 'added', old: null, new: index + 1, text })),
    values: [],
    reason: sentence('The one file that your shells read'),
    notes: [],
  }
}

function history(): JournalEntry[] {
  const setup = { sdk: new FakeModel('fresh') }
  const entry = (
    id: string,
    at: string,
    title: string,
    changes: ChangePreview[],
    more: Partial<JournalEntry> = {},
  ): JournalEntry => ({
    id,
    at,
    title: sentence(title),
    host: 'electron',
    phase: 'applied',
    changes,
    failure: null,
    undoes: null,
    ...more,
  })
  return [
    entry('e5', '2026-11-20T16:48:00.000Z', 'Use proxy.golang.org', [
      setup.sdk.envChange({ GOPROXY: 'https://proxy.golang.org,direct' }),
    ]),
    entry(
      'e4',
      '2026-11-20T16:41:00.000Z',
      'Use goproxy.cn',
      [setup.sdk.envChange({ GOPROXY: 'https://goproxy.cn,direct' })],
      {
        phase: 'undone',
      },
    ),
    entry('e3', '2026-11-19T11:02:00.000Z', 'Install go1.25.5', [setup.sdk.installChange('go1.25.5')], {
      phase: 'rolled-back',
      host: 'cli',
      failure: {
        code: 'DISK_FULL',
        message: 'ENOSPC',
        details: { path: `${sdkRoot}/go1.25.5`, needed: 302_113_441, free: 81_002_112 },
      },
    }),
    entry('e2', '2026-11-02T09:44:00.000Z', 'Switch to go1.27.4', [setup.sdk.linkChange('go1.27.4')]),
    entry('e1', '2026-11-02T09:41:00.000Z', 'Set up Go', [
      setup.sdk.installChange('go1.27.4'),
      setup.sdk.linkChange('go1.27.4'),
      envFileChange(),
      rcChange(`${home}/.bashrc`, true),
      rcChange(`${home}/.zprofile`, false),
      setup.sdk.envChange({ GOPROXY: 'https://goproxy.cn,direct', GOSUMDB: 'sum.golang.org' }),
    ]),
  ]
}

/** The progress events of one change, in order. */
export function* eventsOf(change: ChangePreview, index: number): Generator<Progress> {
  yield { kind: 'change', change: index, phase: 'started' }
  if (change.kind === 'sdk-install') {
    yield { kind: 'verify', what: 'checksum-database' }
    const total = change.bytes ?? 75_000_000
    for (let step = 0; step <= 30; step++) {
      const received = Math.round((total * step) / 30)
      const rate = 6_200_000 + Math.round(Math.sin(step) * 1_800_000)
      const label = step < 9 ? 'goproxy.cn' : 'proxy.golang.org'
      if (step === 9) yield { kind: 'failover', from: 'goproxy.cn', to: 'proxy.golang.org', code: 'NETWORK_STALLED' }
      yield { kind: 'download', received, total, rate, remaining: (total - received) / rate, source: label }
    }
    yield { kind: 'verify', what: 'archive' }
    for (let files = 0; files <= 12_072; files += 1_006) yield { kind: 'extract', files, total: 12_072 }
  }
  yield { kind: 'change', change: index, phase: 'done' }
}

/** The validation table of the model. */
export function checksOf(model: FakeModel): Check[] {
  const version = model.winner
  const done = (
    id: Check['id'],
    verdict: Check['verdict'],
    value: string | null,
    reason: string | null,
    next: string | null = null,
    fix: Check['fix'] = null,
  ): Check => ({
    id,
    phase: 'done',
    verdict,
    value,
    reason: reason === null ? null : sentence(reason),
    next: next === null ? null : sentence(next),
    fix,
  })
  const noGo = version === null
  const isForeign = !noGo && model.current === null
  return [
    noGo
      ? done('go-installed', 'problem', null, 'No go command was found.', 'Install the newest stable Go.', {
          kind: 'install',
          version: 'go1.27.4',
        })
      : done('go-installed', 'ok', isForeign ? '/usr/bin/go' : `${currentLink}/bin/go`, null),
    isForeign
      ? done('go-version', 'warning', version, 'Go 1.22 gets no security fixes any more.', 'Install a supported Go.', {
          kind: 'install',
          version: 'go1.27.4',
        })
      : done('go-version', noGo ? null : 'ok', version, noGo ? null : 'The newest stable Go.'),
    done(
      'go-integrity',
      noGo || isForeign ? null : 'ok',
      null,
      noGo || isForeign ? null : 'Verified against the checksum database.',
    ),
    done(
      'path-login',
      noGo ? 'problem' : 'ok',
      noGo ? null : 'bash -l',
      noGo ? 'A fresh login shell finds no go.' : 'A fresh login shell finds this Go.',
    ),
    done(
      'path-interactive',
      noGo ? 'problem' : 'ok',
      noGo ? null : 'bash -i',
      noGo ? 'A fresh interactive shell finds no go.' : 'A fresh interactive shell finds this Go.',
    ),
    model.scenario === 'attention'
      ? done(
          'path-shadowed',
          'warning',
          '/usr/bin/go',
          'In an interactive zsh another Go (go1.22.2 of apt) comes first, because ~/.zshrc puts /usr/bin in front of everything that was set before line 42.',
          'Let GoReady put its folder in front again.',
          { kind: 'set-path', shells: ['zsh'] },
        )
      : done('path-shadowed', 'ok', null, 'No other Go comes first.'),
    done('go111module', 'ok', model.file.get('GO111MODULE') ?? null, 'Not set means the same as on.'),
    model.isBlocked
      ? done(
          'goproxy',
          'problem',
          'https://goproxy.io,direct',
          '~/.bashrc line 118 sets GOPROXY, so your setting in the go env file does not count.',
          'Comment out that line.',
          { kind: 'disable-rc-line', path: `${home}/.bashrc`, line: 118, name: 'GOPROXY' },
        )
      : done('goproxy', 'ok', model.file.get('GOPROXY') ?? 'https://proxy.golang.org,direct', null),
    done('gosumdb', 'ok', model.file.get('GOSUMDB') ?? 'sum.golang.org', null),
    done('goroot', 'ok', null, 'Not set, as it should be.'),
    done('gotoolchain', 'ok', 'auto', null),
    done('goenv-file', 'ok', goenvFile, null),
    model.scenario === 'offline'
      ? done('proxy-reachable', 'problem', null, 'proxy.golang.org did not answer in time.', 'Choose another proxy.')
      : done('proxy-reachable', 'ok', '42 ms', null),
    done('sumdb-reachable', model.scenario === 'offline' ? 'problem' : 'ok', null, 'Served by the proxy.'),
    model.scenario === 'attention'
      ? done('gopath-bin', 'note', `${home}/go/bin`, 'Programs that go install builds are not on PATH.')
      : done('gopath-bin', 'ok', `${home}/go/bin`, null),
    done('journal', 'ok', null, 'Every change is complete.'),
  ]
}
