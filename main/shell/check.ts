import type { FailureDetails } from '../../preload/contract/failure'
import type { Fault } from '../../preload/contract/failure-blanks'
import type { ShellInfo, ShellName, ShellView } from '../../preload/contract/shell'
import { Failure, type World } from '../kit'
import type { Shadow } from './shadow'

/** The shells that a plan sets up, and what they answered before. */
export interface Prepared {
  readonly shells: readonly ShellName[]
  readonly before: readonly ShellView[]
}

export interface CheckContext {
  readonly log: World['log']
  readonly signal: AbortSignal | undefined
  views(signal: AbortSignal | undefined, shells: readonly ShellName[]): Promise<ShellView[]>
  shadowOf(view: ShellView): Promise<Shadow | null>
}

/**
 * Starts fresh shells and makes sure that each finds our go first. Those of `infos` that have our block in all their files
 * are asked, of them only the prepared ones. A shell that did not answer before either proves nothing and is passed over.
 *
 * @throws SHELL_NOT_VERIFIED, CANCELLED
 */
export async function checkFreshShells(
  infos: readonly ShellInfo[],
  prepared: Prepared | null,
  context: CheckContext,
): Promise<void> {
  const done = infos.filter(({ files }) => files.length > 0 && files.every(({ hasBlock }) => hasBlock))
  const shells = done.map(({ name }) => name).filter((name) => prepared === null || prepared.shells.includes(name))
  const before = prepared?.before ?? []
  for (const view of await viewsWithPatience(shells, before, context)) {
    const files = infos.find(({ name }) => name === view.shell)?.files.map(({ path }) => path) ?? []
    if (view.verdict === 'seen') {
      const shadow = await context.shadowOf(view)
      if (shadow !== null) throw notVerified(view, shadow, files)
    } else if (answered(before, view)) throw notVerified(view, { kind: 'not-reached' }, files)
    else context.log.warn({ shell: view.shell, mode: view.mode }, 'a fresh shell could not be asked')
  }
}

// A shell that fell silent is asked once more: on a busy computer it may only have been slow.
async function viewsWithPatience(
  shells: readonly ShellName[],
  before: readonly ShellView[],
  { views, signal }: CheckContext,
): Promise<ShellView[]> {
  const first = await views(signal, shells)
  const silenced = first.filter((view) => view.verdict === 'not-verified' && answered(before, view))
  if (silenced.length === 0) return first
  const again = new Set(silenced.map(({ shell }) => shell))
  return [...first.filter(({ shell }) => !again.has(shell)), ...(await views(signal, [...again]))]
}

function answered(before: readonly ShellView[], view: ShellView): boolean {
  return before.some(({ shell, mode, verdict }) => shell === view.shell && mode === view.mode && verdict === 'seen')
}

/** The failure for a fresh shell that does not find our Go, saying which line or folder stands before it. */
function notVerified(view: ShellView, shadow: Shadow, files: readonly string[]): Failure {
  const shell = `${view.shell} (${view.mode})`
  const { why, ...more } = whyShadowed(view, shadow, files)
  return new Failure('SHELL_NOT_VERIFIED', `${shell}: ${why}`, { shell, why, ...more })
}

type Why = { readonly why: string; readonly fault: Fault<'SHELL_NOT_VERIFIED'> } & FailureDetails

function whyShadowed(view: ShellView, shadow: Shadow, files: readonly string[]): Why {
  switch (shadow.kind) {
    case 'alias':
      return { fault: 'alias', text: shadow.text, why: `there go is an alias or a function: ${shadow.text}` }
    case 'folder':
      return whyFolder(shadow)
    case 'unusable':
      return { fault: 'unusable', why: 'the go that GoReady placed is on its PATH but cannot be started.' }
    case 'not-reached': {
      if (view.path.length === 0) {
        return { fault: 'no-prompt', why: 'it did not get as far as a prompt, though it did before the change.' }
      }
      const named = files.join(', ')
      const why = `it does not get as far as the lines at the end of ${named}; something there returns or fails earlier.`
      return { fault: 'not-reached', files: named, why }
    }
  }
}

function whyFolder({ dir, tool, at }: Extract<Shadow, { kind: 'folder' }>): Why {
  const named = tool === null ? dir : `${dir} (${tool})`
  const why = `${named} comes first on its PATH`
  if (at === null) return { fault: 'folder', dir: named, why }
  const { line, path, text } = at
  return { fault: 'folder-at', dir: named, line, path, text, why: `${why}; see line ${line} of ${path}: ${text}` }
}
