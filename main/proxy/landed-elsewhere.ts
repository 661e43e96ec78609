import { relative } from 'node:path'
import type { Landing } from '../../preload/contract/proxy'
import { text } from '../../preload/contract/text'
import { run, type World } from '../kit'
import { moreEditorSettings } from './editor-settings'
import { isSameGoproxy } from './presets'
import { projectSettings } from './project-files'
import { runningPrograms } from './running-programs'

/** The variables that are looked for beyond the shells. */
export const landingNames = ['GOPROXY', 'GOSUMDB'] as const

/** What should be in force, unmasked, by name. */
export type WantedValues = Readonly<Record<string, string>>

/** A line of a file that shells or sessions read. */
export interface RcLine {
  readonly name: string
  readonly value: string
  readonly path: string
  readonly line: number
}

export interface Looked {
  readonly world: Pick<World, 'env' | 'home' | 'platform'>
  readonly wanted: WantedValues
  readonly mask: (value: string) => string
}

/** True when go does the same with both. */
export function isSameValue(name: string, a: string, b: string): boolean {
  return name === 'GOPROXY' ? isSameGoproxy(a, b) : a.trim() === b.trim()
}

/** What programs that are started from the desktop get: its files, and the session's own word where it answers. */
export async function ofSession(looked: Looked, lines: readonly RcLine[], signal?: AbortSignal): Promise<Landing[]> {
  const { world, wanted, mask } = looked
  if (world.platform.os !== 'linux') return []
  const own = lines.filter(({ path }) => /\/(?:environment|environment\.d\/[^/]+\.conf|\.pam_environment)$/.test(path))
  const session = await sessionVariables(world, signal)
  return landingNames.flatMap((name): Landing[] => {
    const last = own.findLast((line) => line.name === name)
    const value = session[name] ?? last?.value
    if (value === undefined) return []
    const isSame = isSameValue(name, value, wanted[name] ?? '')
    const blocker = isSame || last === undefined ? null : { path: last.path, line: last.line }
    return [
      {
        place: 'session',
        label: text('proxy.place.session', { name }),
        value: mask(value),
        verdict: isSame ? 'landed' : 'differs',
        blocker,
        next: isSame ? null : text('proxy.next.logInAgain', { name }),
        fix: lineFix(world.home, name, blocker),
      },
    ]
  })
}

async function sessionVariables({ env }: Looked['world'], signal?: AbortSignal): Promise<Record<string, string>> {
  if (!env.XDG_RUNTIME_DIR) return {}
  const result = await run('systemctl', ['--user', 'show-environment'], { env, timeout: 2000, signal })
  if (result.kind !== 'exited' || result.exitCode !== 0) return {} // no systemd, or none of this user
  const entries = result.stdout.split('\n').map((line) => /^(\w+)=(.*)$/.exec(line)?.slice(1) ?? [])
  return Object.fromEntries(entries.flatMap(([name, value]) => (name && value !== undefined ? [[name, value]] : [])))
}

/** What editors have of their own beside the Go extension's variables: terminals, a project's settings, a GOROOT. */
export async function ofMoreEditors(looked: Looked, folder: string | null): Promise<Landing[]> {
  const { world, wanted, mask } = looked
  return (await moreEditorSettings(world, landingNames, folder)).map(({ editor, path, way, value, line }): Landing => {
    const name = way.at(-1) ?? ''
    const seen = value ?? ''
    const common = {
      place: 'vscode' as const,
      label: text('proxy.place.setting', { editor, setting: way.join(' › ') }),
      value: mask(seen),
    }
    if (name === 'go.goroot' || seen.includes('${')) {
      const next = text(name === 'go.goroot' ? 'proxy.next.otherGo' : 'proxy.next.lookThere')
      return { ...common, verdict: 'not-verified', blocker: { path, line }, next, fix: null }
    }
    if (isSameValue(name, seen, wanted[name] ?? '')) {
      return { ...common, verdict: 'landed', blocker: null, next: null, fix: null }
    }
    const next = text('proxy.next.editSettings', { name: way[0] ?? name })
    return { ...common, verdict: 'differs', blocker: { path, line }, next, fix: valueFix(looked, name, path, line) }
  })
}

/** Lines of a project's files that set a variable. What holds in a container or a CI job is told, and is no business of this computer. */
export async function ofProject(looked: Looked, folder: string): Promise<Landing[]> {
  const { wanted, mask } = looked
  return (await projectSettings(folder, landingNames)).map(({ path, line, name, value, use }): Landing => {
    const label = text('proxy.place.project', { file: relative(folder, path), name })
    const common = { place: 'project' as const, label, value: mask(value) }
    if (/[$`]/.test(value)) {
      const next = text('proxy.next.lookThere')
      return { ...common, verdict: 'not-verified', blocker: { path, line }, next, fix: null }
    }
    if (isSameValue(name, value, wanted[name] ?? '')) {
      return { ...common, verdict: 'landed', blocker: null, next: null, fix: null }
    }
    const fix = use === 'work' ? valueFix(looked, name, path, line) : null
    return { ...common, verdict: 'differs', blocker: { path, line }, next: text(`proxy.next.${use}`), fix }
  })
}

/** Editors and language servers that were started with another value and keep it until they are started anew. */
export async function ofPrograms({ world, wanted, mask }: Looked, proc?: string): Promise<Landing[]> {
  return (await runningPrograms(world, landingNames, proc)).flatMap(({ pid, program, environment }) =>
    Object.entries(environment).map(([name, value]): Landing => {
      const isSame = isSameValue(name, value, wanted[name] ?? '')
      return {
        place: 'program',
        label: text('proxy.place.program', { program, pid, name }),
        value: mask(value),
        verdict: isSame ? 'landed' : 'differs',
        blocker: null,
        next: isSame ? null : text('proxy.next.startAnew', { program }),
        fix: null,
      }
    }),
  )
}

/** None where the value holds a password: a project's file is not the place for it. */
export function valueFix(
  { wanted, mask }: Pick<Looked, 'wanted' | 'mask'>,
  name: string,
  path: string,
  line: number | null,
): Landing['fix'] {
  const value = wanted[name]
  return value === undefined || line === null || mask(value) !== value ? null : { kind: 'value', path, line, name }
}

/** For a line of the user's own files: the system's are not theirs to edit, and fish writes its variables itself. */
export function lineFix(home: string, name: string, blocker: Landing['blocker']): Landing['fix'] {
  if (blocker === null || blocker.line === null) return null
  const { path, line } = blocker
  return path.startsWith(`${home}/`) && !isFishVariables(path) ? { kind: 'rc-line', path, line, name } : null
}

export function isFishVariables(path: string): boolean {
  return path.endsWith('/fish_variables')
}
