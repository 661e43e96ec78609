import type { FixRequest } from '../../preload/contract/fix'
import type { EnvOrigin, EnvRow } from '../../preload/contract/goenv'
import { type Text, text } from '../../preload/contract/text'
import { compareGoVersions, goenvVariableSince, isComputedVariable, isEnvironmentOnly, isGoVariable } from '../golang'
import type { Breakage } from './breakage'
import { judge } from './judge'
import { type Judgement, type Surroundings, say } from './judgement'
import { processOrigin, type RcLine } from './rc-lines'
import { type Situation, settle } from './situation'

export interface RowContext {
  readonly situation: Situation
  readonly breakage: Breakage | null
  /** Of the go that answered, such as go1.26.8; null when none did. */
  readonly version: string | null
  readonly around: Surroundings
  readonly rcLines: ReadonlyMap<string, readonly RcLine[]>
  readonly mask: (value: string) => string
}

/** One line of the table, without its group. `value` is the effective value, unmasked. */
export async function rowOf(name: string, value: string, context: RowContext): Promise<Omit<EnvRow, 'group'>> {
  const { situation, mask } = context
  const lines = context.rcLines.get(name) ?? []
  const settled = settle(situation, name)
  const origin = settled.origin.kind === 'process' ? processOrigin(value, lines) : settled.origin
  const blockedBy = blockerOf(name, value, origin, lines, situation)
  const own = fileFault(name, origin, context) ?? (await judge(name, value, context.around))
  const isOverridden = blockedBy !== null && isMild(own)
  const judgement = isOverridden ? overridden(own, origin, blockedBy, lines, context) : own
  return {
    name,
    value: mask(value),
    origin,
    recommended: judgement.recommended === null ? null : mask(judgement.recommended),
    verdict: judgement.verdict,
    reason: judgement.reason && maskText(judgement.reason, mask),
    fix: fixOf(name, judgement, isOverridden ? blockedBy : origin, context),
    blockedBy,
    writable: isWritable(name, context),
  }
}

function isMild({ verdict }: Judgement): boolean {
  return verdict === 'ok' || verdict === 'note'
}

/** The environment that overrides the file, or that will in a new terminal though this process does not have it. */
function blockerOf(
  name: string,
  value: string,
  origin: EnvOrigin,
  lines: readonly RcLine[],
  { file }: Situation,
): EnvOrigin | null {
  if (isEnvironmentOnly(name) || isComputedVariable(name)) return null
  const own = file.settings.get(name)
  if (origin.kind === 'process') return own !== undefined && own.value !== value ? origin : null
  const last = lines.at(-1)
  return last === undefined || last.value === value ? null : { kind: 'process', path: last.path, line: last.line }
}

function overridden(
  own: Judgement,
  origin: EnvOrigin,
  blockedBy: EnvOrigin,
  lines: readonly RcLine[],
  { situation }: RowContext,
): Judgement {
  const place = blockedBy.kind === 'process' && blockedBy.line !== null ? blockedBy : null
  const where = { path: place?.path ?? '', line: place?.line ?? 0, file: situation.file.path ?? '' }
  if (origin.kind === 'process') {
    return { ...say('warning', place ? 'overriddenAt' : 'overridden', { params: where }), recommended: own.recommended }
  }
  const value = lines.at(-1)?.value ?? null
  const reason =
    value === null
      ? say('note', 'elsewhereUnknown', { params: where })
      : say('warning', 'elsewhere', { params: { ...where, value } })
  return { ...reason, recommended: own.recommended }
}

/** Faults of the line itself, whatever the variable means. */
function fileFault(name: string, origin: EnvOrigin, context: RowContext): Judgement | null {
  const { breakage, situation, version } = context
  const setting = situation.file.settings.get(name)
  const written = setting?.value ?? ''
  if (origin.kind === 'goenv' && written.endsWith('\r')) {
    const tidy = written.replace(/\r+$/, '')
    return say('problem', 'carriageReturn', { recommended: tidy, remedy: tidy })
  }
  if (breakage?.inFile.includes(name) || (breakage?.inProcess.includes(name) && origin.kind === 'process')) {
    return say('problem', 'breaksGo', { remedy: null, params: { said: breakage.said } })
  }
  if (setting === undefined) return null
  if (isComputedVariable(name) || isEnvironmentOnly(name)) return say('note', 'notFromFile', { remedy: null })
  if (!isGoVariable(name)) return say('note', 'unknownName', { remedy: null })
  const since = goenvVariableSince(name)
  if (since !== null && version !== null && compareGoVersions(version, `go${since}`) < 0) {
    return say('note', 'unknownToThisGo', { params: { version, since } })
  }
  const [, quoted] = /^(?:"([^"]*)"|'([^']*)')$/.exec(written)?.filter((part) => part !== undefined) ?? []
  const isQuotedWhole = quoted !== undefined && !/^(?:CC|CXX|GOFLAGS|GOGCCFLAGS|CGO_.*FLAGS)$/.test(name)
  return origin.kind === 'goenv' && isQuotedWhole
    ? say('problem', 'quoted', { recommended: quoted, remedy: quoted })
    : null
}

function fixOf(name: string, judgement: Judgement, origin: EnvOrigin, context: RowContext): FixRequest | null {
  const { verdict, remedy } = judgement
  if (verdict === 'ok') return null
  const { breakage, situation } = context
  if (origin.kind === 'process') {
    if (origin.path === null || origin.line === null) return null
    return { kind: 'disable-rc-line', path: origin.path, line: origin.line, name }
  }
  if (breakage?.inFile.includes(name)) return { kind: 'repair-goenv-file' }
  if (judgement.reason?.key === 'goenv.reason.binNotOnPath') return { kind: 'set-path', shells: [] }
  if (remedy === undefined || situation.location.kind !== 'file') return null
  if (situation.file.state !== 'present' && situation.file.state !== 'absent') return null
  if (judgement.reason?.key === 'goenv.reason.carriageReturn')
    return { kind: 'set-env', values: withoutReturns(situation) }
  const hasLine = situation.file.settings.has(name)
  if (remedy === null || name === 'GOROOT') {
    return hasLine ? { kind: 'set-env', values: { [name]: null } } : null
  }
  return { kind: 'set-env', values: { [name]: remedy } }
}

// all of them at once: one editor made them all
function withoutReturns({ file }: Situation): Record<string, string | null> {
  const settings = [...file.settings.values()].filter(({ value }) => value.endsWith('\r'))
  return Object.fromEntries(
    settings.map(({ name, value }) => [name, name === 'GOROOT' ? null : value.replace(/\r+$/, '')]),
  )
}

/** True when the file may set it. */
function isWritable(name: string, { situation, version }: RowContext): boolean {
  if (name === 'GOROOT' || isComputedVariable(name) || isEnvironmentOnly(name)) return false
  if (situation.file.settings.has(name)) return true
  const since = goenvVariableSince(name)
  return since !== null && (version === null || compareGoVersions(version, `go${since}`) >= 0)
}

function maskText(reason: Text, mask: (value: string) => string): Text {
  const params = Object.entries(reason.params).map(([key, value]) => [
    key,
    typeof value === 'string' ? mask(value) : value,
  ])
  return text(reason.key, Object.fromEntries(params))
}
