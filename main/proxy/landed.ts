import type { Landing } from '../../preload/contract/proxy'
import type { ShellView } from '../../preload/contract/shell'
import { type Text, text } from '../../preload/contract/text'
import { variable } from '../gocmd'
import { type Goenv, maskOf } from '../goenv'
import type { World } from '../kit'
import type { Shell } from '../shell'
import { editorSettings } from './editor-settings'
import {
  isFishVariables,
  landingNames,
  lineFix,
  ofMoreEditors,
  ofPrograms,
  ofProject,
  ofSession,
  valueFix,
} from './landed-elsewhere'
import { isSameGoproxy } from './presets'

export type LandingWorld = Pick<World, 'env' | 'home' | 'platform'>

export interface LandingParts {
  readonly goenv: Pick<Goenv, 'configured' | 'filePath'>
  readonly shell: Pick<Shell, 'views' | 'exportsOf'>
}

/** What every place is compared with, and how. */
interface Wanted {
  /** The value that holds where no environment sets another one. */
  readonly value: string
  readonly mask: (value: string) => string
  readonly home: string
  /** The last rc line that sets a variable to what is seen. */
  readonly blockerOf: (name: string, seen: string) => Landing['blocker']
}

/** A project to look at as well, and where the processes are told, for tests. */
export interface LandingPlaces {
  readonly folder: string | null
  readonly proc?: string
}

/**
 * Where the GOPROXY that the go env file says arrives, and what stands in its way elsewhere: the file, the user's fresh
 * shells, the settings of VS Code and its relatives, this process. Values are masked.
 *
 * @throws CANCELLED
 */
export async function whereLanded(
  world: LandingWorld,
  parts: LandingParts,
  { folder, proc }: LandingPlaces = { folder: null },
  signal?: AbortSignal,
): Promise<Landing[]> {
  const mask = maskOf(world.env)
  const [{ value, origin }, gosumdb, views, lines] = await Promise.all([
    parts.goenv.configured('GOPROXY'),
    parts.goenv.configured('GOSUMDB'),
    parts.shell.views(signal),
    parts.shell.exportsOf([...landingNames, 'GOENV']),
  ])
  const looked = { world, mask, wanted: { GOPROXY: value, GOSUMDB: gosumdb.value } }
  const wanted: Wanted = {
    value,
    mask,
    home: world.home,
    blockerOf: (name, seen) => {
      const own = lines.filter((line) => line.name === name && line.exported)
      const found =
        own.findLast((line) => mask(line.value) === mask(seen)) ?? own.findLast((line) => /[$`]/.test(line.value))
      return found ? { path: found.path, line: found.line > 0 ? found.line : null } : null
    },
  }
  return [
    ofFile(parts.goenv.filePath(), origin.kind === 'goenv', wanted),
    ...ofShells(views, wanted),
    ...(await ofSession(looked, lines, signal)),
    ...(await ofEditors(world, wanted)),
    ...(await ofMoreEditors(looked, folder)),
    ...(folder === null ? [] : await ofProject(looked, folder)),
    ...(await ofPrograms(looked, proc)),
    ofProcess(world, wanted),
  ]
}

function ofFile(path: string | null, isSet: boolean, { value, mask }: Wanted): Landing {
  return {
    place: 'goenv-file',
    label: text('proxy.place.goenvFile'),
    value: isSet ? mask(value) : null,
    verdict: isSet ? 'landed' : 'not-present',
    blocker: null,
    next: path === null ? text('proxy.next.noFile') : null,
    fix: null,
  }
}

function ofShells(views: readonly ShellView[], wanted: Wanted): Landing[] {
  const groups = new Map<string, ShellView[]>()
  for (const view of views) {
    const place = view.mode === 'interactive' ? 'interactive-shell' : 'login-shell'
    groups.set(`${place} ${view.shell}`, [...(groups.get(`${place} ${view.shell}`) ?? []), view])
  }
  // a login shell is seen with and without a prompt: what is wrong in one of them is told
  return [...groups.values()].flatMap((group) => {
    const landings = group.map((view) => ofShell(view, wanted))
    const worst =
      landings.find(({ verdict }) => verdict === 'differs') ?? landings.find(({ verdict }) => verdict === 'landed')
    const chosen = worst ?? landings[0]
    return chosen ? [chosen] : []
  })
}

function ofShell({ shell, mode, verdict, env }: ShellView, wanted: Wanted): Landing {
  const isInteractive = mode === 'interactive'
  const place = isInteractive ? 'interactive-shell' : 'login-shell'
  const label = text(isInteractive ? 'proxy.place.interactiveShell' : 'proxy.place.loginShell', { shell })
  if (verdict === 'not-verified') {
    return { place, label, value: null, verdict, blocker: null, next: text('proxy.next.tryTerminal'), fix: null }
  }
  if (env.GOPROXY) return { place, label, ...compare('GOPROXY', env.GOPROXY, wanted) }
  // with GOENV=off that shell reads no file: it has the default, or what no file of ours says
  if (env.GOENV === 'off') {
    const blocker = wanted.blockerOf('GOENV', 'off')
    const next = removal('GOENV', blocker)
    return { place, label, value: null, verdict: 'differs', blocker, next, fix: lineFix(wanted.home, 'GOENV', blocker) }
  }
  return { place, label, value: wanted.mask(wanted.value), verdict: 'landed', blocker: null, next: null, fix: null }
}

type Compared = Pick<Landing, 'value' | 'verdict' | 'blocker' | 'next' | 'fix'>

function compare(name: string, seen: string, wanted: Wanted): Compared {
  const value = wanted.mask(seen)
  if (isSameGoproxy(value, wanted.mask(wanted.value)))
    return { value, verdict: 'landed', blocker: null, next: null, fix: null }
  const blocker = wanted.blockerOf(name, seen)
  return { value, verdict: 'differs', blocker, next: removal(name, blocker), fix: lineFix(wanted.home, name, blocker) }
}

function removal(name: string, blocker: Landing['blocker']): Text {
  if (blocker !== null && isFishVariables(blocker.path)) return text('proxy.next.eraseUniversal', { name })
  return blocker === null || blocker.line === null
    ? text('proxy.next.removeVariable', { name })
    : text('proxy.next.removeLine', { name, line: blocker.line })
}

async function ofEditors(world: LandingWorld, wanted: Wanted): Promise<Landing[]> {
  const place = 'vscode' as const
  const settings = await editorSettings(world, 'GOPROXY')
  if (settings.length === 0) {
    const label = text('proxy.place.editor', { editor: 'VS Code' })
    return [{ place, label, value: null, verdict: 'not-present', blocker: null, next: null, fix: null }]
  }
  return settings.map(({ editor, path, kind, value, line }): Landing => {
    const label = text('proxy.place.editor', { editor })
    const isExpanded = value?.includes('${') ?? false
    if (kind === 'unreadable' || isExpanded) {
      const shown = value === null ? null : wanted.mask(value)
      return {
        place,
        label,
        value: shown,
        verdict: 'not-verified',
        blocker: { path, line },
        next: text('proxy.next.lookThere'),
        fix: null,
      }
    }
    if (value === null || isSameGoproxy(value, wanted.value)) {
      const next = text('proxy.next.reloadWindow')
      return { place, label, value: wanted.mask(wanted.value), verdict: 'landed', blocker: null, next, fix: null }
    }
    const next = text('proxy.next.editSettings', { name: 'go.toolsEnvVars' })
    const fix = valueFix({ wanted: { GOPROXY: wanted.value }, mask: wanted.mask }, 'GOPROXY', path, line)
    return { place, label, value: wanted.mask(value), verdict: 'differs', blocker: { path, line }, next, fix }
  })
}

/** What GoReady was started with is what it hands on to programs that it starts. */
function ofProcess({ env, platform }: LandingWorld, wanted: Wanted): Landing {
  const label = text('proxy.place.process')
  const own = variable(env, 'GOPROXY', platform.os)
  if (own === '')
    return {
      place: 'process',
      label,
      value: wanted.mask(wanted.value),
      verdict: 'landed',
      blocker: null,
      next: null,
      fix: null,
    }
  const compared = compare('GOPROXY', own, wanted)
  const isOld = compared.verdict === 'differs' && compared.blocker === null
  return { place: 'process', label, ...compared, ...(isOld ? { next: text('proxy.next.restart') } : {}) }
}
