import type { ExplainFix } from '../../preload/contract/explain'
import type { FixRequest } from '../../preload/contract/fix'
import { maskOf } from '../goenv'
import { formatGoproxy, parseGoproxy } from '../golang'
import type { LookParts, LookWorld, Seen } from './looks'
import type { Draft, Wish } from './rule'

/** The fixes as they stand before anything was looked at: those that depend on this machine can only be read and copied. */
export function unsettled(fixes: readonly Draft[]): ExplainFix[] {
  return fixes.map(({ text, commands, wish }) => ({ text, commands: [...commands], plan: wish && plain(wish) }))
}

function plain(wish: Wish): FixRequest | null {
  return wish.kind === 'set-env' || wish.kind === 'install' || wish.kind === 'disable-rc-line' ? wish : null
}

/** The fixes for this machine: each with the plan that makes it so, where GoReady can. */
export async function settleFixes(
  fixes: readonly Draft[],
  seen: Seen,
  world: Pick<LookWorld, 'env'>,
  parts: Pick<LookParts, 'goenv' | 'releases'>,
): Promise<ExplainFix[]> {
  return Promise.all(
    fixes.map(async ({ text, commands, wish }) => {
      const plan = wish === null ? null : await planFor(wish, seen, parts)
      const shown = plan !== null && holdsSecret(plan, maskOf(world.env)) ? null : plan
      return { text, commands: commandsFor(wish, shown, commands), plan: shown }
    }),
  )
}

async function planFor(
  wish: Wish,
  seen: Seen,
  parts: Pick<LookParts, 'goenv' | 'releases'>,
): Promise<FixRequest | null> {
  switch (wish.kind) {
    case 'add-pattern': {
      const { value } = await parts.goenv.configured(wish.name)
      const patterns = value.split(',').filter((one) => one !== '')
      if (patterns.includes(wish.pattern)) return null
      return { kind: 'set-env', values: { [wish.name]: [...patterns, wish.pattern].join(',') } }
    }
    case 'unset': {
      const { origin } = await parts.goenv.resolve(wish.name)
      if (origin.kind === 'goenv') return { kind: 'set-env', values: { [wish.name]: null } }
      if (origin.kind !== 'process' || origin.path === null || origin.line === null || origin.line < 1) return null
      return { kind: 'disable-rc-line', path: origin.path, line: origin.line, name: wish.name }
    }
    case 'fall-back': {
      const { value } = await parts.goenv.configured('GOPROXY')
      const { entries } = parseGoproxy(value)
      if (!entries.some(({ separator }) => separator === ',')) return null
      const loose = entries.map((one) => ({ ...one, separator: one.separator === '' ? ('' as const) : ('|' as const) }))
      return { kind: 'set-env', values: { GOPROXY: formatGoproxy({ entries: loose }) } }
    }
    case 'other-proxy':
      return seen.proxy === null ? null : { kind: 'set-env', values: { GOPROXY: `${seen.proxy},direct` } }
    case 'newest-go': {
      const version = (await parts.releases.saved())?.newestStable ?? null
      return version === null ? null : { kind: 'install', version }
    }
    case 'path':
      return seen.hasGo === true ? { kind: 'set-path', shells: [] } : null
    case 'install': {
      const known = await parts.releases.saved()
      const isKnown = known === null || known.releases.some(({ version }) => version === wish.version)
      return isKnown ? wish : null
    }
    default:
      return wish
  }
}

/** The command says what the plan would: a list that is there already is kept. */
function commandsFor(wish: Wish | null, plan: FixRequest | null, commands: readonly string[]): string[] {
  if (plan?.kind !== 'set-env' || wish === null || !['add-pattern', 'fall-back', 'other-proxy'].includes(wish.kind)) {
    return [...commands]
  }
  const words = Object.entries(plan.values).map(([name, value]) => `'${name}=${value}'`)
  return [`go env -w ${words.join(' ')}`]
}

/** What holds credentials does not leave this machine's files, and shown masked it could not be written back. */
function holdsSecret(plan: FixRequest, mask: (value: string) => string): boolean {
  return plan.kind === 'set-env' && Object.values(plan.values).some((value) => value !== null && mask(value) !== value)
}
