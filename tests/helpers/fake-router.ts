import { implement, ORPCError, type Router } from '@orpc/server'
import {
  type Catalogue,
  type ChangePreview,
  type Contract,
  contract,
  type FailureShape,
  type PlanPreview,
  type ProbeRow,
  type Progress,
  type ProxyState,
  type SdkState,
  type VerifyReport,
} from '../../preload/contract'
import { fakeChain } from './fake-chain'
import {
  currentLink,
  envRows,
  goenvFile,
  home,
  landings,
  presets,
  probes,
  releases,
  sdkRoot,
  sentence,
  shells,
  sources,
  sumdbs,
} from './fake-data'
import { doctorReport, exams } from './fake-doctor'
import { fakeExplain } from './fake-explain'
import { nextId } from './fake-ids'
import { checksOf, envFileChange, eventsOf, type FakeModel, rcChange } from './fake-model'
import { fakeDetail, fakeHistory, fakePlan } from './fake-probes'
import { fakeTemporary } from './fake-temporary'

export interface FakeOptions {
  /** Milliseconds between two steps of anything that takes time; 0 for tests. */
  readonly pace: number
  /** Fails the next plan when it is applied, after half of its changes. */
  readonly failApply?: FailureShape
  /** Lets a download stand still in its middle until it is stopped. */
  readonly stalls?: boolean
}

/** A whole core over {@link FakeModel}: implements the contract with plausible data and slow streams. */
export function createFakeRouter(model: FakeModel, options: FakeOptions): Router<Contract, Record<never, never>> {
  const os = implement(contract)
  const wait = (signal: AbortSignal | undefined, factor = 1): Promise<void> =>
    new Promise((resolve, reject) => {
      const stop = (): void => reject(new DOMException('cancelled', 'AbortError'))
      if (signal?.aborted) stop()
      signal?.addEventListener('abort', stop, { once: true })
      if (factor === Number.POSITIVE_INFINITY) return
      setTimeout(() => {
        signal?.removeEventListener('abort', stop)
        resolve()
      }, options.pace * factor)
    })
  const fail = (shape: FailureShape): never => {
    throw new ORPCError('FAILURE', { status: 500, message: shape.message, data: shape, defined: true })
  }
  const listeners = new Set<(topic: 'settings' | 'journal' | 'sdk' | 'goenv') => void>()

  const catalogue = (): Catalogue => {
    if (model.scenario === 'offline')
      fail({
        code: 'ALL_SOURCES_FAILED',
        message: 'no source answered',
        details: { what: 'the list of Go releases', count: 4, why: 'The name go.dev could not be found' },
      })
    return {
      releases: releases().map((release) => ({
        ...release,
        installed: model.installed.some((sdk) => sdk.version === release.version),
        active: model.current === release.version,
      })),
      newestStable: 'go1.27.4',
      source: 'golang.google.cn',
      fetchedAt: '2026-11-21T08:15:00.000Z',
      stale: false,
      partial: false,
      platform: { os: 'linux', arch: 'amd64' },
      sources,
    }
  }
  const sdkState = (): SdkState => ({
    sdkRoot: model.settings.sdkRoot ?? sdkRoot,
    currentLink,
    current: model.current,
    installed: model.installed.map((sdk) => ({ ...sdk, active: sdk.version === model.current })),
    found: [
      ...(model.current === null
        ? []
        : [
            {
              goroot: `${sdkRoot}/${model.current}`,
              binary: `${currentLink}/bin/go`,
              version: model.current,
              owner: 'goready' as const,
              onPath: true,
              winsInNewShell: true,
              notes: [],
            },
          ]),
      ...model.found,
    ],
  })
  const proxyState = (): ProxyState => {
    const all = [...presets.slice(0, -2), ...model.custom, ...presets.slice(-2)]
    const rows = envRows(model.file, model.isBlocked)
    const goproxy = rows.find((row) => row.name === 'GOPROXY')
    const gosumdb = rows.find((row) => row.name === 'GOSUMDB')
    return {
      goproxy: goproxy?.value ?? '',
      gosumdb: gosumdb?.value ?? '',
      goproxyOrigin: goproxy?.origin ?? { kind: 'default' },
      gosumdbOrigin: gosumdb?.origin ?? { kind: 'default' },
      current: all.find((preset) => preset.goproxy === goproxy?.value)?.id ?? null,
      presets: all,
      sumdbs,
      http:
        model.scenario === 'attention' || model.scenario === 'other-go'
          ? {
              httpProxy: null,
              httpsProxy: 'http://***@proxy.corp.example:3128',
              noProxy: 'localhost,127.0.0.1,.corp.example',
            }
          : { httpProxy: null, httpsProxy: null, noProxy: null },
    }
  }
  const chain = fakeChain(model, proxyState)
  const installPlan = (version: string, use: boolean): PlanPreview => {
    const changes: ChangePreview[] = [model.installChange(version)]
    if (use) changes.push(model.linkChange(version))
    return model.hold(`Install ${version}`, changes, () => model.place(version, use))
  }
  const envPlan = (title: string, values: Record<string, string | null>): PlanPreview =>
    model.hold(title, [model.envChange(values)], () => model.write(values))
  const pathChanges = (names: readonly string[]): ChangePreview[] => [
    envFileChange(),
    ...shells
      .filter((shell) => names.includes(shell.name))
      .flatMap((shell) => shell.files.map((file) => rcChange(file.path, file.exists))),
  ]

  return os.router({
    app: {
      info: os.app.info.handler(() => ({
        version: '0.1.0',
        host: 'web' as const,
        platform: { os: 'linux', arch: 'amd64' },
        home,
        dirs: {
          data: `${home}/.local/share/goready`,
          config: `${home}/.config/goready`,
          cache: `${home}/.cache/goready`,
          logs: `${home}/.local/state/goready/logs`,
        },
        systemLanguage: globalThis.navigator?.language ?? 'en',
      })),
      changes: os.app.changes.handler(async function* ({ signal }) {
        const queue: ('settings' | 'journal' | 'sdk' | 'goenv')[] = []
        let wake = (): void => undefined
        const listen = (topic: (typeof queue)[number]): void => {
          queue.push(topic)
          wake()
        }
        listeners.add(listen)
        signal?.addEventListener('abort', () => wake())
        try {
          while (!signal?.aborted) {
            const topic = queue.shift()
            if (topic) yield { topic }
            else
              await new Promise<void>((resolve) => {
                wake = resolve
              })
          }
        } finally {
          listeners.delete(listen)
        }
      }),
      openLink: os.app.openLink.handler(() => ({ url: null })),
    },
    settings: {
      get: os.settings.get.handler(() => model.settings),
      set: os.settings.set.handler(({ input }) => {
        model.settings = { ...model.settings, ...(input as Partial<typeof model.settings>) }
        return model.settings
      }),
    },
    releases: {
      catalogue: os.releases.catalogue.handler(async ({ signal }) => {
        await wait(signal, 3)
        return catalogue()
      }),
    },
    sdk: {
      state: os.sdk.state.handler(async ({ signal }) => {
        await wait(signal)
        return sdkState()
      }),
      planInstall: os.sdk.planInstall.handler(({ input }) => installPlan(input.version, input.use)),
      planUse: os.sdk.planUse.handler(({ input }) =>
        model.hold(`Switch to ${input.version}`, [model.linkChange(input.version)], () => {
          model.current = input.version
        }),
      ),
      planUninstall: os.sdk.planUninstall.handler(({ input }) => {
        if (model.current === input.version)
          fail({ code: 'SDK_ACTIVE', message: 'in use', details: { version: input.version } })
        return model.hold(
          `Remove ${input.version}`,
          [
            {
              kind: 'sdk-remove',
              version: input.version,
              path: `${sdkRoot}/${input.version}`,
              reason: sentence('Frees about 215 MB'),
              notes: [sentence('Undo downloads it again.')],
            },
          ],
          () => {
            model.installed = model.installed.filter((sdk) => sdk.version !== input.version)
          },
        )
      }),
      verify: os.sdk.verify.handler(async function* ({ input, signal }): AsyncGenerator<Progress, VerifyReport> {
        for (let files = 0; files <= 11_518; files += 2_303) {
          await wait(signal)
          yield { kind: 'extract', files, total: 11_518 }
        }
        yield { kind: 'verify', what: 'checksum-database' }
        await wait(signal, 2)
        const goroot = input.goroot ?? `${sdkRoot}/${model.current}`
        const version = /go1[\w.]*$/.exec(goroot)?.[0] ?? 'go1.26.8'
        const differs = version === 'go1.24.6'
        return {
          goroot,
          version,
          module: `golang.org/toolchain@v0.0.1-${version}.linux-amd64`,
          verdict: differs ? ('differs' as const) : ('identical' as const),
          h1: 'h1:ZOmGe1OnfREDMIdb1Qi4G9JSuDPBLGExZMQ4nis1RXM=',
          expected: differs
            ? 'h1:8Tl0rBb7KdISSdPkZBjlpZxsUBb+004GI/SM2XbmSqI='
            : 'h1:ZOmGe1OnfREDMIdb1Qi4G9JSuDPBLGExZMQ4nis1RXM=',
          files: 11_518,
          differences: differs
            ? [
                { path: 'go.env', kind: 'changed' as const },
                { path: 'src/net/http/transport.go', kind: 'changed' as const },
                { path: 'src/vendor/golang.org/x/net/http/httpguts/guts_local_patch.go', kind: 'extra' as const },
                { path: 'lib/time/zoneinfo.zip', kind: 'missing' as const },
              ]
            : [],
          differencesKnown: true,
          tree: { size: 71_999_284, hash: 'q5+IcsQ9SCXC+pYmNIRIRUbPnH/iVuVw/N2fPtPImqw=' },
          notes: [],
        }
      }),
    },
    chain: {
      state: os.chain.state.handler(() => chain.state()),
      simulate: os.chain.simulate.handler(({ input }) => chain.simulate(input)),
      preview: os.chain.preview.handler(({ input }) => chain.preview(input)),
      plan: os.chain.plan.handler(({ input }) =>
        envPlan('Set the proxy chain', { GOPROXY: input.values.GOPROXY, GOPRIVATE: input.values.GOPRIVATE || null }),
      ),
    },
    proxy: {
      state: os.proxy.state.handler(async ({ signal }) => {
        await wait(signal)
        return proxyState()
      }),
      probe: os.proxy.probe.handler(async function* ({ input, signal }) {
        const ids = input.ids.length > 0 ? input.ids : [...Object.keys(probes), ...model.custom.map((one) => one.id)]
        const rows: ProbeRow[] = []
        for (const id of ids) yield { ...emptyProbe(id), phase: 'running' as const }
        for (const id of ids) {
          await wait(signal, 2)
          const seen = model.scenario === 'offline' ? probes.tencent : (probes[id] ?? probes.tencent)
          const row: ProbeRow = { ...emptyProbe(id), ...seen, phase: 'done' }
          if (input.whole) row.detail = fakeDetail(row)
          rows.push(row)
          yield row
        }
        const best = rows.find((row) => row.verdict === 'good')?.id ?? null
        return { rows, best, bestSumdb: best === null ? null : 'golang' }
      }),
      probePlan: os.proxy.probePlan.handler(({ input }) => fakePlan(input.folder)),
      history: os.proxy.history.handler(() => fakeHistory()),
      planUse: os.proxy.planUse.handler(({ input }) => {
        const id = 'id' in input.use ? input.use.id : null
        const chosen = proxyState().presets.find((preset) => preset.id === id)
        const goproxy = 'goproxy' in input.use ? input.use.goproxy : (chosen?.goproxy ?? '')
        const values: Record<string, string | null> = { GOPROXY: goproxy }
        if (input.gosumdb !== null) values.GOSUMDB = input.gosumdb
        return envPlan(`Use ${chosen?.label ?? goproxy}`, values)
      }),
      landed: os.proxy.landed.handler(async ({ signal }) => {
        await wait(signal, 4)
        return landings(model.file.get('GOPROXY') ?? 'https://proxy.golang.org,direct', model.isBlocked)
      }),
      planLandingFix: os.proxy.planLandingFix.handler(() => envPlan('Take the line out', {})),
      addCustom: os.proxy.addCustom.handler(({ input }) => {
        if (!/^(https?:\/\/|file:|direct|off)/.test(input.goproxy))
          fail({
            code: 'INVALID_INPUT',
            message: 'no URL',
            details: { what: input.goproxy, why: 'an entry must be a URL, direct or off' },
          })
        model.custom.push({
          id: nextId('custom'),
          label: input.label,
          url: input.goproxy.split(/[,|]/)[0] ?? null,
          goproxy: input.goproxy,
          note: null,
          custom: true,
        })
        return proxyState()
      }),
      removeCustom: os.proxy.removeCustom.handler(({ input }) => {
        model.custom.splice(
          model.custom.findIndex((one) => one.id === input.id),
          1,
        )
        return proxyState()
      }),
    },
    goenv: {
      table: os.goenv.table.handler(async ({ signal }) => {
        await wait(signal, 2)
        const version = model.winner
        return {
          rows: version === null ? [] : envRows(model.file, model.isBlocked),
          go: version === null ? null : { binary: `${currentLink}/bin/go`, version },
          file: { path: goenvFile, state: model.file.size > 0 ? ('present' as const) : ('absent' as const) },
          notes: [],
        }
      }),
      planSet: os.goenv.planSet.handler(({ input }) => {
        if (input.values.GOFLAGS?.includes('=') === false)
          fail({
            code: 'INVALID_INPUT',
            message: 'bad flag',
            details: { what: 'GOFLAGS', why: 'flags start with a dash' },
          })
        return envPlan(`Set ${Object.keys(input.values).join(', ')}`, input.values)
      }),
    },
    doctor: {
      examine: os.doctor.examine.handler(async function* ({ input, signal }) {
        if (input.target?.startsWith('ftp:'))
          fail({
            code: 'INVALID_INPUT',
            message: 'no http',
            details: { what: input.target, why: 'it is no http address' },
          })
        for (const exam of exams) {
          for (const [index, hop] of exam.hops.entries()) {
            const before = exam.hops.slice(0, index)
            const running = { ...hop, milliseconds: null, verdict: 'running' as const, words: null }
            yield { ...exam, hops: [...before, running], conclusion: null }
            await wait(signal)
          }
          yield exam
        }
        return doctorReport
      }),
    },
    shell: {
      list: os.shell.list.handler(() => shells),
      views: os.shell.views.handler(() => []),
      planPath: os.shell.planPath.handler(({ input }) =>
        model.hold('Put Go on PATH', pathChanges(input.shells), () => {
          model.hasBlock = true
        }),
      ),
    },
    temporary: fakeTemporary(os, model, envPlan),
    status: {
      check: os.status.check.handler(async function* ({ signal }) {
        const checks = checksOf(model)
        for (const check of checks)
          yield { ...check, phase: 'running' as const, verdict: null, reason: null, next: null, fix: null, value: null }
        for (const check of checks) {
          await wait(signal)
          yield check
        }
        const problems = checks.filter((check) => check.verdict === 'problem' || check.verdict === 'warning')
        const verdict = model.winner === null ? 'not-ready' : problems.length > 0 ? 'attention' : 'ready'
        return {
          verdict: verdict as 'ready',
          headline: sentence(
            verdict === 'ready'
              ? 'Go is ready'
              : verdict === 'attention'
                ? 'Go works, with 3 things to look at'
                : 'There is no Go yet',
          ),
          checks,
          checkedAt: new Date().toISOString(),
        }
      }),
      planFix: os.status.planFix.handler(({ input }) => {
        switch (input.kind) {
          case 'set-env':
            return envPlan('Correct the settings', input.values)
          case 'install':
            return installPlan(input.version, true)
          case 'set-path':
            return model.hold('Put Go on PATH', pathChanges(input.shells), () => {
              model.hasBlock = true
            })
          case 'disable-rc-line': {
            const line = `export ${input.name}=https://goproxy.io,direct`
            return model.hold(
              `Comment out ${input.name} in ~/.bashrc`,
              [
                {
                  kind: 'file',
                  path: input.path,
                  action: 'edit',
                  diff: [
                    { kind: 'skip', old: null, new: null, text: String(input.line - 3) },
                    { kind: 'same', old: input.line - 2, new: input.line - 2, text: '' },
                    { kind: 'same', old: input.line - 1, new: input.line - 1, text: '# Go' },
                    { kind: 'removed', old: input.line, new: null, text: line },
                    { kind: 'added', old: null, new: input.line, text: `# disabled by GoReady: ${line}` },
                    { kind: 'same', old: input.line + 1, new: input.line + 1, text: 'alias ll="ls -alF"' },
                  ],
                  values: [],
                  reason: sentence('This line overrides your setting'),
                  notes: [],
                },
              ],
              () => {
                model.isBlocked = false
              },
            )
          }
          default:
            return fail({
              code: 'INVALID_INPUT',
              message: 'unknown fix',
              details: { what: input.kind, why: 'unknown' },
            })
        }
      }),
    },
    setup: {
      draft: os.setup.draft.handler(async ({ signal }) => {
        await wait(signal, 6)
        const list = catalogue()
        return {
          catalogue: list,
          sdk: sdkState(),
          proxy: proxyState(),
          shells,
          choice: {
            version: list.newestStable,
            goproxy: model.file.has('GOPROXY') ? null : 'https://proxy.golang.org,direct',
            gosumdb: model.file.has('GOSUMDB') ? null : 'sum.golang.org',
            shells: ['bash' as const, 'zsh' as const],
          },
          firstRun: model.winner === null,
        }
      }),
      plan: os.setup.plan.handler(async ({ input, signal }) => {
        await wait(signal, 2)
        const changes: ChangePreview[] = []
        const { version } = input
        if (version !== null) changes.push(model.installChange(version), model.linkChange(version))
        if (input.shells.length > 0) changes.push(...pathChanges(input.shells))
        const values: Record<string, string | null> = {}
        if (input.goproxy !== null) values.GOPROXY = input.goproxy
        if (input.gosumdb !== null) values.GOSUMDB = input.gosumdb
        if (Object.keys(values).length > 0) changes.push(model.envChange(values))
        return model.hold('Set up Go', changes, () => {
          if (version !== null) model.place(version, true)
          model.write(values)
          model.hasBlock = input.shells.length > 0
        })
      }),
    },
    explain: {
      read: os.explain.read.handler(({ input, signal }) => fakeExplain(input, () => wait(signal, 4))),
    },
    report: {
      preview: os.report.preview.handler(() => ({
        markdown: '# GoReady diagnostic report\n\n## platform\n\n- os: linux',
        json: '{}',
      })),
      write: os.report.write.handler(() => ({ paths: [`${home}/goready-report.md`, `${home}/goready-report.json`] })),
    },
    modules: {
      suggest: os.modules.suggest.handler(() => ({
        module: 'example.com/hello',
        directory: `${home}/go-projects/hello`,
      })),
      planNew: os.modules.planNew.handler(({ input }) => {
        if (!/^[a-z0-9][\w.~-]*(\/[\w.~-]+)*$/i.test(input.module))
          fail({
            code: 'MODULE_PATH_INVALID',
            message: 'bad module path',
            details: { path: input.module, why: 'it holds a character that is not allowed' },
          })
        return model.hold(
          `New module ${input.module}`,
          [
            fileCreate(`${input.directory}/go.mod`, [`module ${input.module}`, '', 'go 1.27.4']),
            fileCreate(`${input.directory}/main.go`, [
              'package main',
              '',
              'import "fmt"',
              '',
              'func main() {',
              '\tfmt.Println("Hello, Go")',
              '}',
            ]),
          ],
          () => undefined,
        )
      }),
      run: os.modules.run.handler(async function* ({ input, signal }) {
        const lines = [
          ['command', `cd ${input.directory}`],
          ['command', 'go build -o hello .'],
          ['command', './hello'],
          ['stdout', 'Hello, Go'],
        ] as const
        for (const [stream, line] of lines) {
          await wait(signal, 3)
          yield { stream, line }
        }
        return { exitCode: 0 }
      }),
    },
    journal: {
      apply: os.journal.apply.handler(async function* ({
        input,
        signal,
      }): AsyncGenerator<Progress, { entryId: string }> {
        const held = model.plans.get(input.planId)
        if (!held) return fail({ code: 'PLAN_UNKNOWN', message: 'no such plan', details: {} })
        model.plans.delete(input.planId)
        let isDone = false
        const entryId = model.record(held.preview, 'applying', null, new Date())
        try {
          for (const [index, change] of held.preview.changes.entries()) {
            for (const event of eventsOf(change, index)) {
              await wait(signal, event.kind === 'change' ? 2 : 1)
              yield event
              if (options.stalls && event.kind === 'download' && event.received > 0) await wait(signal, Infinity)
            }
            if (options.failApply && index * 2 >= held.preview.changes.length - 1) fail(options.failApply)
          }
          yield { kind: 'check' }
          await wait(signal, 6)
          isDone = true
        } catch (error) {
          const failure: FailureShape =
            error instanceof ORPCError
              ? (error.data as FailureShape)
              : { code: 'CANCELLED', message: 'cancelled', details: {} }
          model.settle(entryId, 'rolled-back', failure)
          throw error
        } finally {
          // the consumer stopped iterating
          if (model.entries.some((entry) => entry.id === entryId && entry.phase === 'applying') && !isDone)
            model.settle(entryId, 'rolled-back', { code: 'CANCELLED', message: 'cancelled', details: {} })
        }
        held.act()
        model.settle(entryId, 'applied', null)
        return { entryId }
      }),
      discard: os.journal.discard.handler(({ input }) => {
        model.plans.delete(input.planId)
      }),
      list: os.journal.list.handler(async ({ signal }) => {
        await wait(signal)
        return model.entries
      }),
      planUndo: os.journal.planUndo.handler(({ input }) => {
        const chosen = model.entries.filter(
          (entry) => entry.phase === 'applied' && ('all' in input || input.ids.includes(entry.id)),
        )
        const all = 'all' in input
        const plan = model.hold(
          all ? 'Undo everything' : 'Undo 1 change',
          chosen.flatMap((entry) => entry.changes.map(reversed)),
          () => {
            model.entries = model.entries.map((entry) =>
              chosen.includes(entry) ? { ...entry, phase: 'undone' } : entry,
            )
          },
        )
        return {
          plan,
          conflicts: all
            ? [
                {
                  path: `${home}/.zprofile`,
                  expected: [
                    { kind: 'same' as const, old: 1, new: 1, text: '# ~/.zprofile' },
                    {
                      kind: 'removed' as const,
                      old: 2,
                      new: null,
                      text: '. "/home/gopher/.local/share/goready/env.sh" # keep',
                    },
                    { kind: 'removed' as const, old: 3, new: null, text: 'export EDITOR=vim' },
                  ],
                  reason: sentence('Somebody changed this file since; undoing would throw that away'),
                },
              ]
            : [],
        }
      }),
    },
  })
}

function emptyProbe(id: string): ProbeRow {
  return { id, phase: 'waiting', verdict: null, latency: null, throughput: null, sumdb: 'unknown', failure: null }
}

function fileCreate(path: string, lines: readonly string[]): ChangePreview {
  return {
    kind: 'file',
    path,
    action: 'create',
    diff: lines.map((text, index) => ({ kind: 'added', old: null, new: index + 1, text })),
    values: [],
    reason: sentence('Your first module'),
    notes: [],
  }
}

function reversed(change: ChangePreview): ChangePreview {
  switch (change.kind) {
    case 'file':
      return {
        ...change,
        action: change.action === 'create' ? 'delete' : 'edit',
        diff: change.diff.map((line) =>
          line.kind === 'added'
            ? { ...line, kind: 'removed', old: line.new, new: null }
            : line.kind === 'removed'
              ? { ...line, kind: 'added', new: line.old, old: null }
              : line,
        ),
        values: change.values.map(({ name, before, after }) => ({ name, before: after, after: before })),
      }
    case 'sdk-install':
      return { kind: 'sdk-remove', version: change.version, path: change.path, reason: change.reason, notes: [] }
    case 'sdk-remove':
      return change
    default:
      return { ...change, before: change.after, after: change.before }
  }
}
