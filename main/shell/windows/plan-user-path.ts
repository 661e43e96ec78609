import type { Fault } from '../../../preload/contract/failure-blanks'
import { type Text, text } from '../../../preload/contract/text'
import type { Change } from '../../journal'
import { Failure, type World } from '../../kit'
import type { PathEntries } from '../env-files'
import { appendEntry, hasEntry, maxLength, portable, prependEntry, warnLength, withoutEntries } from './path-list'
import type { UserEnvironment, UserEnvironmentData } from './user-environment'

/**
 * Plans to put Go at the front of the user's Path on Windows, everything else in it kept as it is. Null when it leads
 * already.
 *
 * @throws FILE_UNSUITABLE when Path can't be read or would grow too long
 */
export async function planUserPath(
  world: Pick<World, 'env' | 'home'>,
  environment: UserEnvironment,
  { binDir, gopathBin }: PathEntries,
): Promise<Change<UserEnvironmentData> | null> {
  const before = await environment.readRaw('Path')
  const type = before?.type ?? 'REG_EXPAND_SZ'
  const short = (dir: string): string => {
    const variables = { LOCALAPPDATA: world.env.LOCALAPPDATA, USERPROFILE: world.env.USERPROFILE ?? world.home }
    return type === 'REG_EXPAND_SZ' ? portable(dir, variables) : dir
  }
  const old = before?.value ?? ''
  const forms = [binDir, short(binDir)]
  const leads = forms.some((form) => prependEntry(old, form) === old)
  let value = leads ? old : prependEntry(withoutEntries(old, forms), short(binDir))
  const entries = [short(binDir)]
  if (gopathBin !== null && !hasEntry(value, gopathBin) && !hasEntry(value, short(gopathBin))) {
    value = appendEntry(value, short(gopathBin))
    entries.push(short(gopathBin))
  }
  if (value === old) return null
  refuseLong(value)
  const notes: Text[] = value.length > warnLength ? [text('shell.note.pathLong', { length: value.length })] : []
  return {
    kind: 'user-environment',
    data: {
      name: 'Path',
      before,
      after: { value, type },
      entries,
      removes: false,
      reason: text('shell.reason.userPath'),
      notes,
    },
  }
}

function refuseLong(value: string): void {
  if (value.length <= maxLength) return
  const why = `it would be ${value.length} characters long, more than Windows takes`
  const fault: Fault<'FILE_UNSUITABLE'> = 'path-too-long'
  throw new Failure('FILE_UNSUITABLE', `the user's Path: ${why}`, { path: 'Path', why, fault, length: value.length })
}
