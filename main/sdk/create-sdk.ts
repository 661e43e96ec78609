import { realpath } from 'node:fs/promises'
import type { Progress } from '../../preload/contract/journal'
import type { FoundGo, SdkState, VerifyReport } from '../../preload/contract/sdk'
import type { ShellView } from '../../preload/contract/shell'
import type { Change, ChangeKind, Plan } from '../journal'
import { Failure } from '../kit'
import type { Sumdb } from '../protocol'
import type { InstalledReleases, Releases } from '../releases'
import { findGo, markWinner } from './found-go'
import { versionOf } from './goroot'
import { installChangeKind } from './install-change'
import type { SdkInstallData, SdkRemoveData } from './install-data'
import { activeGoroot, installedSdks } from './installed'
import { MadeDirs } from './made-dirs'
import type { Checkpoint, Parts, SdkWorld } from './parts'
import { placesOf } from './places'
import { changesForInstall, planInstall, planUninstall, planUse } from './plans'
import { SdkRecords } from './records'
import { removeChangeKind } from './remove-change'
import { purge, sweepStale } from './sweep'
import { verify } from './verify'

export interface SdkOptions {
  readonly releases: Releases
  readonly sumdb: Sumdb
  readonly shell: { views(signal?: AbortSignal): Promise<readonly ShellView[]> }
  /** Called between the steps of installing and removing; for tests that interrupt there. */
  readonly checkpoint?: (name: Checkpoint) => void | Promise<void>
  /** Where the file system begins, for tests. */
  readonly systemRoot?: string
}

export interface Sdk {
  /** The stable link to the active GOROOT. */
  readonly currentLink: string
  /** The folder for PATH: `<current>/bin`. */
  readonly binDir: string
  /** For the journal. */
  readonly kinds: readonly [ChangeKind<SdkInstallData>, ChangeKind<SdkRemoveData>]
  sdkRoot(): string
  /** SDKs that are installed, and every Go on this machine. `probeShell` starts fresh shells to see which one wins. */
  state(options: { readonly probeShell: boolean; readonly signal?: AbortSignal | undefined }): Promise<SdkState>
  /** Found Gos, each with whether it is the one that these fresh shells find. */
  markWinner(found: readonly FoundGo[], views: readonly ShellView[]): Promise<FoundGo[]>
  /** What the list of releases marks. */
  installedReleases(): Promise<InstalledReleases>
  changesForInstall(version: string, options: { readonly use: boolean }): Promise<Change[]>
  /** `version` as for {@link Releases.resolve}. @throws RELEASE_UNKNOWN, RELEASE_NOT_FOR_PLATFORM, SDK_EXISTS, … */
  planInstall(options: { readonly version: string; readonly use: boolean }): Promise<Plan>
  /** @throws SDK_NOT_INSTALLED */
  planUse(version: string): Promise<Plan>
  /** @throws SDK_NOT_INSTALLED, SDK_ACTIVE */
  planUninstall(version: string): Promise<Plan>
  /** Compares a GOROOT with the checksum database; null is the active SDK, or the first Go on PATH. @throws GO_NOT_FOUND */
  verify(goroot: string | null, signal?: AbortSignal): AsyncGenerator<Progress, VerifyReport>
  /** At start: removes what crashed installations left. */
  sweepStale(): Promise<void>
  /** Deletes SDKs that were put aside when they were removed; undoing those removals is impossible then. Returns their paths. */
  purge(): Promise<string[]>
}

/** Builds the room: places, switches, removes and verifies Go SDKs. */
export function createSdk(world: SdkWorld, options: SdkOptions): Sdk {
  const places = placesOf(world)
  const parts: Parts = {
    world,
    places,
    records: new SdkRecords(world, places),
    madeDirs: new MadeDirs(world, places),
    releases: options.releases,
    sumdb: options.sumdb,
    checkpoint: options.checkpoint ?? (() => undefined),
  }

  const find = async (views: readonly ShellView[]): Promise<FoundGo[]> => {
    const ours = (await installedSdks(parts)).filter(({ origin }) => origin === 'goready')
    const real = await Promise.all(ours.map(({ goroot }) => realpath(goroot)))
    const systemRoot = options.systemRoot ?? '/'
    return findGo(world, { systemRoot, sdkRoot: places.sdkRoot(), ours: new Set(real) }, views)
  }
  const state: Sdk['state'] = async ({ probeShell, signal }) => {
    const views = probeShell ? await options.shell.views(signal) : []
    const [installed, found] = await Promise.all([installedSdks(parts), find(views)])
    return {
      sdkRoot: places.sdkRoot(),
      currentLink: places.currentLink,
      current: installed.find(({ active }) => active)?.version ?? (await versionOf(places.currentLink)),
      installed,
      found,
    }
  }
  const goToVerify = async (): Promise<string> => {
    const active = await activeGoroot(places)
    const goroot = active ?? (await find([])).find(({ onPath }) => onPath)?.goroot
    if (goroot === undefined) throw new Failure('GO_NOT_FOUND', 'no Go to verify')
    return goroot
  }
  return {
    currentLink: places.currentLink,
    binDir: places.binDir,
    kinds: [installChangeKind(parts), removeChangeKind(parts)],
    sdkRoot: places.sdkRoot,
    state,
    markWinner,
    async installedReleases() {
      const installed = await installedSdks(parts)
      const active = installed.find((sdk) => sdk.active)?.version ?? null
      return { versions: installed.map(({ version }) => version), active }
    },
    changesForInstall: (version, { use }) => changesForInstall(parts, version, { use }),
    planInstall: (wanted) => planInstall(parts, wanted),
    planUse: (version) => planUse(parts, version),
    planUninstall: (version) => planUninstall(parts, version),
    async *verify(goroot, signal) {
      return yield* verify(parts, goroot ?? (await goToVerify()), signal)
    },
    sweepStale: () => sweepStale(parts),
    purge: () => purge(parts),
  }
}
