import { text } from '../../preload/contract'
import type { Fault } from '../../preload/contract/failure-blanks'
import type { FixRequest } from '../../preload/contract/fix'
import type { Catalogue } from '../../preload/contract/releases'
import type { Check, CheckId, StatusReport } from '../../preload/contract/status'
import { checkId } from '../../preload/contract/status'
import type { Goenv } from '../goenv'
import type { Journal, Plan } from '../journal'
import { Failure, throwIfCancelled, type World } from '../kit'
import type { Sdk } from '../sdk'
import type { Shell } from '../shell'
import {
  checkEnv,
  checkGoenvFile,
  checkGopathBin,
  checkInstalled,
  checkIntegrity,
  checkJournal,
  checkPath,
  checkShadowed,
  checkVersion,
  unknownYet,
} from './checks'
import { asTheySettle } from './merge'
import { checkReach } from './reach'

export interface StatusParts {
  readonly goenv: Goenv
  readonly sdk: Sdk
  readonly shell: Shell
  readonly journal: Journal
  /** `saved` is the list of releases that was saved last, null when there is none. Asks no network. */
  readonly releases: { saved(): Promise<Catalogue | null> }
}

export interface Status {
  /** Checks everything at once; yields each check when it is done, returns them all in table order with one verdict. */
  check(signal?: AbortSignal): AsyncGenerator<Check, StatusReport>
  /** The plan that a one-click fix asks for. */
  planFix(fix: FixRequest): Promise<Plan>
}

export function createStatus(world: Pick<World, 'http' | 'clock'>, parts: StatusParts): Status {
  return {
    check: (signal) => check(world, parts, signal),
    planFix: (fix) => planFix(parts, fix),
  }
}

async function* check(
  world: Pick<World, 'http' | 'clock'>,
  parts: StatusParts,
  signal?: AbortSignal,
): AsyncGenerator<Check, StatusReport> {
  const checks: Check[] = []
  for await (const settled of asTheySettle(startChecks(world.http, parts, signal))) {
    throwIfCancelled(signal)
    for (const one of settled) {
      checks.push(one)
      yield one
    }
  }
  checks.sort((a, b) => order(a.id) - order(b.id))
  return { ...verdictOf(checks), checks, checkedAt: world.clock.now().toISOString() }
}

// Everything that takes time is asked once and shared by the checks that judge by it.
function startChecks(http: World['http'], parts: StatusParts, signal?: AbortSignal): Promise<Check[]>[] {
  const { goenv, sdk, shell, journal } = parts
  const views = shell.views(signal)
  const table = goenv.table()
  // the shells are asked above already
  const state = sdk.state({ probeShell: false })
  const reach = async (): Promise<Check[]> => {
    const [goproxy, gosumdb] = await Promise.all([goenv.effective('GOPROXY'), goenv.effective('GOSUMDB')])
    return Promise.all(checkReach(http, goproxy, gosumdb, signal))
  }
  const withGo = async (): Promise<Check[]> => {
    const { go } = await table
    const installed = checkInstalled(go)
    if (!go) return [installed, unknownYet('go-version')]
    return [installed, checkVersion(go.version, await parts.releases.saved())]
  }
  const paths = async (): Promise<Check[]> => {
    const [seen, known] = await Promise.all([views, state])
    const managed = known.current !== null
    return [
      checkPath('path-login', seen, sdk.binDir, managed),
      checkPath('path-interactive', seen, sdk.binDir, managed),
      checkShadowed({ ...known, found: await sdk.markWinner(known.found, seen) }),
    ]
  }
  const integrity = async (): Promise<Check[]> => [
    (await table).go ? checkIntegrity(await state) : unknownYet('go-integrity'),
  ]
  return [
    withGo(),
    integrity(),
    table.then((known) => [...checkEnv(known), checkGoenvFile(known)]),
    paths(),
    Promise.all([table, views]).then(([known, seen]) => [
      known.go ? checkGopathBin(known, seen) : unknownYet('gopath-bin'),
    ]),
    journal.list().then((entries) => [checkJournal(entries)]),
    reach(),
  ]
}

function order(id: CheckId): number {
  return checkId.options.indexOf(id)
}

function verdictOf(checks: readonly Check[]): Pick<StatusReport, 'verdict' | 'headline'> {
  const count = (verdict: Check['verdict']): number => checks.filter((one) => one.verdict === verdict).length
  const problems = count('problem')
  const warnings = count('warning')
  const version = checks.find((one) => one.id === 'go-version')?.value
  if (version === undefined || version === null) return { verdict: 'not-ready', headline: text('status.headline.noGo') }
  if (problems > 0) return { verdict: 'not-ready', headline: text('status.headline.problems', { count: problems }) }
  if (warnings > 0)
    return { verdict: 'attention', headline: text('status.headline.warnings', { version, count: warnings }) }
  return { verdict: 'ready', headline: text('status.headline.ready', { version }) }
}

async function planFix({ goenv, sdk, shell }: StatusParts, fix: FixRequest): Promise<Plan> {
  switch (fix.kind) {
    case 'set-env':
      return goenv.planSet(fix.values)
    case 'repair-goenv-file':
      return goenv.planRepair()
    case 'disable-rc-line':
      return goenv.planDisableLine(fix)
    case 'set-path':
      return shell.planPath(await namedShells(shell, fix.shells))
    case 'install':
      return sdk.planInstall({ version: fix.version, use: true })
    case 'use':
      return sdk.planUse(fix.version)
  }
}

async function namedShells(shell: Shell, names: readonly string[]): Promise<Parameters<Shell['planPath']>[0]> {
  const known = await shell.list()
  const chosen = known.filter(({ name, selected }) => (names.length === 0 ? selected : names.includes(name)))
  if (chosen.length === 0) {
    throw new Failure('INVALID_INPUT', 'no such shell', {
      what: names.join(', ') || 'shells',
      why: 'no such shell here',
      fault: 'no-such-shell' satisfies Fault<'INVALID_INPUT'>,
    })
  }
  return chosen.map(({ name }) => name)
}
