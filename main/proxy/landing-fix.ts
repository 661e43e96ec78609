import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { LandingFix } from '../../preload/contract/proxy'
import { text } from '../../preload/contract/text'
import type { Goenv } from '../goenv'
import { type Plan, planFileEdit } from '../journal'
import { Failure, type World } from '../kit'
import { editorSettings, moreEditorSettings } from './editor-settings'
import { memberAt, parseJsonc } from './jsonc'
import { landingNames } from './landed-elsewhere'
import { projectSettings, withValue } from './project-files'

export type LandingFixRequest = LandingFix & { readonly folder: string | null }

/**
 * Plans to take a blocker away: an rc line commented out, or the value of an editor's or a project's file set to what the
 * go env file says. A file that no landing names is refused.
 *
 * @throws FILE_UNSUITABLE when the line is not there any more or does something else as well
 */
export async function planLandingFix(
  world: Pick<World, 'env' | 'home' | 'platform'>,
  goenv: Pick<Goenv, 'configured' | 'planDisableLine'>,
  { kind, path, line, name, folder }: LandingFixRequest,
): Promise<Plan> {
  if (kind === 'rc-line') return goenv.planDisableLine({ path, line, name })
  const { value } = await goenv.configured(name)
  const edit = await editOf(world, { path, line, name, folder }, value)
  const content = edit === null ? null : await readFile(path, 'utf8')
  const next = content === null ? null : (edit?.(content) ?? null)
  if (next === null || content === null) throw gone(path, line, name)
  // an edit of text that is no UTF-8 would change other bytes
  const change = await planFileEdit({
    path,
    edit: (before) => {
      if (before === null || !before.equals(Buffer.from(content))) throw gone(path, line, name)
      return Buffer.from(next)
    },
    reason: text('proxy.change.value', { name }),
  })
  return {
    title: text('proxy.fixTitle', { name, file: basename(path) }),
    changes: change === null ? [] : [change],
    notes: [],
  }
}

type Edit = (content: string) => string | null

async function editOf(
  world: Pick<World, 'env' | 'home' | 'platform'>,
  { path, line, name, folder }: Omit<LandingFixRequest, 'kind'>,
  value: string,
): Promise<Edit | null> {
  const settings = [
    ...(await editorSettings(world, name)),
    ...(await moreEditorSettings(world, landingNames, folder)),
  ].find((one) => one.path === path && one.line === line && one.way.at(-1) === name)
  if (settings !== undefined) return (content) => withMember(content, settings.way, value)
  const own = folder === null ? [] : await projectSettings(folder, landingNames)
  const isOwn = own.some((one) => one.path === path && one.line === line && one.name === name && one.use === 'work')
  return isOwn ? (content) => withLine(content, line, name, value) : null
}

/** The text with another string as one of its members; every other character stays. */
function withMember(content: string, way: readonly string[], value: string): string | null {
  const root = parseJsonc(content)
  const member = root === null ? null : memberAt(root, way)
  if (member === null) return null
  return content.slice(0, member.from) + JSON.stringify(value) + content.slice(member.to)
}

function withLine(content: string, line: number, name: string, value: string): string | null {
  const lines = content.split('\n')
  const next = withValue(lines[line - 1] ?? '', name, value)
  if (next === null) return null
  lines[line - 1] = next
  return lines.join('\n')
}

function gone(path: string, number: number, name: string): Failure {
  const why = `line ${number} does more than set ${name}, or does not set it any more`
  return new Failure('FILE_UNSUITABLE', `${path}: ${why}`, { path, why, fault: 'line-does-more', number, name })
}
