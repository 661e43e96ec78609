import type { Progress } from '../../../preload/contract/journal'
import { type Text, text } from '../../../preload/contract/text'
import type { Change, ChangeKind, ChangeState } from '../../journal'
import { Failure } from '../../kit'
import { hasEntry, withoutEntries } from './path-list'

/** A value of the user's environment in the registry, exactly as stored: `%NAME%` is not expanded. */
export interface RawValue {
  readonly value: string
  readonly type: 'REG_SZ' | 'REG_EXPAND_SZ'
}

/** The user's environment on Windows. */
export interface UserEnvironment {
  /** Null only when there certainly is no such value. @throws FILE_UNSUITABLE when it can't be read or is no text */
  readRaw(name: string): Promise<RawValue | null>
  write(name: string, value: string, type: RawValue['type']): Promise<void>
  remove(name: string): Promise<void>
  /** Tells running programs, such as Explorer, that the environment changed. */
  broadcast(): Promise<void>
  /** The environment that a program started now from the desktop would get: the machine's, then the user's. */
  fresh(): Promise<Record<string, string>>
}

/** Puts `entries` on the user's Path. `before` and `after` are the whole values; null is "no such value". */
export interface UserEnvironmentData {
  readonly name: string
  readonly before: RawValue | null
  readonly after: RawValue | null
  readonly entries: readonly string[]
  /** True for the change that takes the entries away again. */
  readonly removes: boolean
  readonly reason: Text
  readonly notes: readonly Text[]
}

/**
 * Changes the user's environment on Windows. Taking it back restores the old value; when another installer changed it
 * since, only our entries are taken out.
 */
export function userEnvironmentKind(environment: UserEnvironment): ChangeKind<UserEnvironmentData> {
  return {
    kind: 'user-environment',
    preview: ({ name, before, after, reason, notes }) => ({
      kind: 'user-environment',
      name,
      before: before?.value ?? null,
      after: after?.value ?? null,
      reason,
      notes: [...notes],
    }),
    state: async (data) => stateOf(data, await environment.readRaw(data.name)),
    // biome-ignore lint/correctness/useYield: one step, no progress to tell
    async *apply(data): AsyncGenerator<Progress, void> {
      await change(environment, data)
    },
    reverse: (data): Change<UserEnvironmentData> => ({
      kind: 'user-environment',
      data: {
        ...data,
        before: data.after,
        after: data.before,
        removes: !data.removes,
        reason: text('shell.reason.undoUserPath', { name: data.name }),
        notes: [],
      },
    }),
  }
}

async function change(environment: UserEnvironment, data: UserEnvironmentData): Promise<void> {
  const next = nextValue(data, await environment.readRaw(data.name))
  if (next === null) await environment.remove(data.name)
  else await environment.write(data.name, next.value, next.type)
  await environment.broadcast()
}

function stateOf(data: UserEnvironmentData, now: RawValue | null): ChangeState {
  if (same(now, data.after)) return 'after'
  if (same(now, data.before)) return 'before'
  const has = data.entries.every((entry) => hasEntry(now?.value ?? '', entry))
  if (data.removes) return has ? 'before' : 'after'
  return has ? 'after' : 'other'
}

function nextValue(data: UserEnvironmentData, now: RawValue | null): RawValue | null {
  if (same(now, data.before)) return data.after
  if (data.removes && now !== null) return { ...now, value: withoutEntries(now.value, data.entries) }
  throw new Failure('FILE_CHANGED', `the user's ${data.name} changed since the preview`, { path: data.name })
}

function same(a: RawValue | null, b: RawValue | null): boolean {
  return a === null || b === null ? a === b : a.value === b.value && a.type === b.type
}
