import { text } from '../../preload/contract'
import type { EnvRow } from '../../preload/contract/goenv'
import type { SetupChoice, SetupDraft } from '../../preload/contract/setup'
import type { Goenv } from '../goenv'
import type { ApplyContext, Plan } from '../journal'
import type { World } from '../kit'
import type { ProxyRoom } from '../proxy'
import type { Releases } from '../releases'
import type { Sdk } from '../sdk'
import type { Shell } from '../shell'

export interface SetupParts {
  readonly releases: Releases
  readonly sdk: Sdk
  readonly proxy: ProxyRoom
  readonly shell: Shell
  readonly goenv: Goenv
}

export interface Setup {
  /** Everything the wizard shows, with defaults that are right already. */
  draft(signal?: AbortSignal): Promise<SetupDraft>
  /** One plan for the whole set-up: Go, PATH, proxy. Choices that hold already add no change. */
  plan(choice: SetupChoice): Promise<Plan>
}

export function createSetup(world: Pick<World, 'settings'>, parts: SetupParts): Setup {
  return {
    draft: (signal) => draft(world, parts, signal),
    plan: (choice) => plan(parts, choice),
  }
}

async function draft(world: Pick<World, 'settings'>, parts: SetupParts, signal?: AbortSignal): Promise<SetupDraft> {
  const [catalogue, sdk, proxy, shells] = await Promise.all([
    parts.releases.catalogue({ refresh: false, ...(signal ? { signal } : {}) }),
    parts.sdk.state({ probeShell: true }),
    parts.proxy.state(),
    parts.shell.list(),
  ])
  const choice: SetupChoice = {
    version: catalogue.newestStable,
    goproxy: proxy.goproxyOrigin.kind === 'default' ? proxy.goproxy : null,
    gosumdb: proxy.gosumdbOrigin.kind === 'default' ? proxy.gosumdb : null,
    shells: shells.filter(({ selected }) => selected).map(({ name }) => name),
  }
  const firstRun = !world.settings.get().wizardDone && sdk.current === null
  return { catalogue, sdk, proxy, shells, choice, firstRun }
}

async function plan(parts: SetupParts, choice: SetupChoice): Promise<Plan> {
  const values = await wantedValues(parts, choice)
  const install = choice.version === null ? null : await parts.sdk.planInstall({ version: choice.version, use: true })
  const path = choice.shells.length === 0 ? null : await parts.shell.planPath(choice.shells)
  const env = Object.keys(values).length === 0 ? null : await parts.goenv.planSet(values)
  const partial = [install, path, env].filter((one) => one !== null)
  return {
    title: choice.version === null ? text('setup.title') : text('setup.titleGo', { version: choice.version }),
    changes: partial.flatMap(({ changes }) => changes),
    notes: partial.flatMap(({ notes }) => notes),
    async *check(context: ApplyContext) {
      for (const one of partial) if (one.check) yield* one.check(context)
    },
  }
}

/**
 * The variables to write. A value that is in force already is left alone, and so is Go's own default where nothing is
 * written: writing it down would only hide a later change of it. GO111MODULE=off or auto in the file is taken out,
 * because unset means on.
 */
async function wantedValues(
  { goenv, proxy }: Pick<SetupParts, 'goenv' | 'proxy'>,
  choice: SetupChoice,
): Promise<Record<string, string | null>> {
  const { rows } = await goenv.table()
  const row = (name: string): EnvRow | undefined => rows.find((one) => one.name === name)
  const values: Record<string, string | null> = {}
  for (const [name, value] of [['GOPROXY', choice.goproxy] as const, ['GOSUMDB', choice.gosumdb] as const]) {
    // a proxy of the user's own was shown without its password
    if (value !== null && value !== row(name)?.value) values[name] = name === 'GOPROXY' ? proxy.unmasked(value) : value
  }
  const modules = row('GO111MODULE')
  const isSwitchedOff = modules?.value === 'off' || modules?.value === 'auto'
  if (isSwitchedOff && modules.origin.kind === 'goenv') values.GO111MODULE = null
  return values
}
