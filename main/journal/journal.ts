import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Applied, JournalEntry, PlanPreview, Progress, UndoConflict } from '../../preload/contract/journal'
import type { Text } from '../../preload/contract/text'
import { Failure, isAlive, processSelf, throwIfCancelled, toFailure, type World, withLock } from '../kit'
import { type AnyChangeKind, type ApplyContext, type Change, ChangeKinds, type Plan } from './change'
import { fileChangeKind } from './file-change'
import { linkChangeKind } from './link-change'
import { JournalStore, type StoredEntry } from './store'
import { planUndoOf } from './undo'

/** What happened to one entry that a crash had left half done. */
export interface Recovery {
  readonly id: string
  readonly outcome: 'rolled-back' | 'needs-attention'
}

type JournalWorld = Pick<World, 'host' | 'dirs' | 'clock' | 'log'>

/**
 * Every change that GoReady makes to the machine goes through here: previewed as a plan, written down with the old
 * content before it is done, applied as a whole or taken back, and undone later on request.
 */
export class Journal {
  readonly #world: JournalWorld
  readonly #kinds: ChangeKinds
  readonly #store: JournalStore
  readonly #plans = new Map<string, Plan>()
  readonly #lockDir: string

  /** @param kinds the kinds of change that rooms bring beside files and links */
  constructor(world: JournalWorld, kinds: readonly AnyChangeKind[]) {
    this.#world = world
    this.#lockDir = join(world.dirs.state, 'locks')
    const own = { clock: world.clock, lockDir: this.#lockDir }
    this.#kinds = new ChangeKinds([fileChangeKind(own), linkChangeKind(own), ...kinds])
    this.#store = new JournalStore(join(world.dirs.state, 'journal'), world.clock, world.log)
  }

  /** Holds a plan and returns what it will do. Nothing is changed. */
  hold(plan: Plan): PlanPreview {
    const id = randomUUID()
    this.#plans.set(id, plan)
    return {
      id,
      title: plan.title,
      changes: plan.changes.map((change) => this.#kinds.of(change).preview(change.data)),
      notes: [...plan.notes],
    }
  }

  discard(planId: string): void {
    this.#plans.delete(planId)
  }

  /**
   * Applies a held plan: all changes, then the plan's own check. When anything fails or the signal is aborted, what was
   * done is taken back and the failure is thrown.
   *
   * @throws PLAN_UNKNOWN, PLAN_STALE, CANCELLED, and whatever a change throws
   */
  async *apply(planId: string, signal?: AbortSignal): AsyncGenerator<Progress, Applied> {
    const plan = this.#plans.get(planId)
    if (!plan) throw new Failure('PLAN_UNKNOWN', `no plan ${planId}`)
    this.#plans.delete(planId)
    throwIfCancelled(signal)
    await this.#refuseStale(plan)
    let entry: StoredEntry = {
      version: 1,
      id: this.#store.newId(),
      at: this.#world.clock.now().toISOString(),
      title: plan.title,
      host: this.#world.host,
      phase: 'applying',
      changes: plan.changes,
      failure: null,
      undoes: plan.undoes ?? [],
      owner: await processSelf(),
    }
    await this.#announce(entry)
    const context: ApplyContext = { signal, entryId: entry.id }
    // as long as nothing else is known: the consumer stopped iterating, which is a cancellation
    let failure: Failure | null = new Failure('CANCELLED', 'stopped')
    // what was begun may have been done; what never was is nobody's to take back, however the file looks by then
    let begun = 0
    let isApplied = false
    let leave: Awaited<ReturnType<NonNullable<Plan['enter']>>> | undefined
    try {
      leave = await plan.enter?.(context)
      for (const [index, change] of plan.changes.entries()) {
        throwIfCancelled(signal)
        yield { kind: 'change', change: index, phase: 'started' }
        begun = index + 1
        yield* this.#kinds.of(change).apply(change.data, context)
        yield { kind: 'change', change: index, phase: 'done' }
      }
      isApplied = true
      throwIfCancelled(signal)
      if (plan.check) {
        yield { kind: 'check' }
        yield* plan.check(context)
      }
      entry = { ...entry, phase: 'applied' }
      await this.#store.write(entry)
      failure = null
    } catch (error) {
      failure = toFailure(error)
      this.#world.log.error({ err: failure, entry: entry.id }, 'a plan failed; taking it back')
      // a file that somebody changed meanwhile was refused before it was touched
      if (failure.code === 'FILE_CHANGED' && !isApplied) begun -= 1
      throw failure
    } finally {
      if (failure !== null) {
        const phase = await this.#rollBack(entry, begun)
        await this.#store.write({ ...entry, phase, failure: failure.toShape() })
      }
      await leave?.(failure)
    }
    await this.#markUndone(entry)
    return { entryId: entry.id }
  }

  /** All entries as shown, newest first. */
  async list(): Promise<JournalEntry[]> {
    return (await this.#store.list()).map((entry) => ({
      id: entry.id,
      at: entry.at,
      title: entry.title,
      host: entry.host,
      phase: entry.phase,
      changes: entry.changes.map((change) => this.#kinds.of(change).preview(change.data)),
      failure: entry.failure,
      undoes: entry.undoes[0] ?? null,
    }))
  }

  /** Plans the undo of entries, newest first, or of everything that still stands; with a title of its own when one is given. */
  async planUndo(
    which: { ids: readonly string[] } | { all: true },
    title?: Text,
  ): Promise<{ plan: PlanPreview; conflicts: UndoConflict[] }> {
    const entries = await this.#store.list()
    const standing = entries.filter(
      (entry) => entry.phase === 'applied' && ('ids' in which || entry.undoes.length === 0),
    )
    const chosen = 'all' in which ? standing : standing.filter((entry) => which.ids.includes(entry.id))
    const { plan, conflicts } = await planUndoOf(chosen, this.#kinds)
    return { plan: this.hold(title === undefined ? plan : { ...plan, title }), conflicts }
  }

  /** At start: entries whose process died while applying are taken back. */
  async recover(): Promise<Recovery[]> {
    const recoveries: Recovery[] = []
    for (const entry of await this.#store.list()) {
      if (entry.phase !== 'applying' || (await isAlive(entry.owner))) continue
      const recovery = await withLock(
        join(this.#lockDir, `entry-${entry.id}.lock`),
        'recovery',
        { wait: 60_000, clock: this.#world.clock },
        () => this.#recoverEntry(entry.id),
      )
      if (recovery) recoveries.push(recovery)
    }
    return recoveries
  }

  /** Writes the intention down; when the disk refuses, no entry stays that nobody applies. */
  async #announce(entry: StoredEntry): Promise<void> {
    try {
      await this.#store.write(entry)
    } catch (error) {
      await this.#store.remove(entry.id).catch(() => undefined)
      throw toFailure(error)
    }
  }

  async #recoverEntry(id: string): Promise<Recovery | null> {
    const entry = await this.#store.read(id) // another process may have recovered it while we waited
    if (entry?.phase !== 'applying') return null
    const outcome = await this.#rollBack(entry)
    await this.#store.write({ ...entry, phase: outcome })
    this.#world.log.warn({ entry: id, outcome }, 'an interrupted plan was taken back')
    return { id, outcome }
  }

  async #refuseStale(plan: Plan): Promise<void> {
    for (const change of plan.changes) {
      const kind = this.#kinds.of(change)
      if ((await kind.state(change.data)) === 'before') continue
      const preview = kind.preview(change.data)
      const path = 'path' in preview ? preview.path : preview.name
      throw new Failure('PLAN_STALE', `${path} changed since the preview`, { path })
    }
  }

  // Newest first. A change that somebody edited since is left alone and the entry is marked for a person to look at.
  // After a crash it is not known how many were begun: then all of them count.
  async #rollBack(entry: StoredEntry, begun = entry.changes.length): Promise<'rolled-back' | 'needs-attention'> {
    let outcome: 'rolled-back' | 'needs-attention' = 'rolled-back'
    const context: ApplyContext = { entryId: entry.id }
    for (const [index, change] of [...entry.changes.entries()].toReversed()) {
      const kind = this.#kinds.of(change)
      try {
        await kind.sweep?.(change.data, entry.id)
        if (index >= begun) continue
        const state = await kind.state(change.data)
        if (state === 'before') continue
        if (state === 'other') {
          outcome = 'needs-attention'
          continue
        }
        await this.#applyQuietly(kind.reverse(change.data), context)
      } catch (error) {
        this.#world.log.error({ err: toFailure(error), entry: entry.id }, 'a change could not be taken back')
        outcome = 'needs-attention'
      }
    }
    return outcome
  }

  async #applyQuietly(change: Change, context: ApplyContext): Promise<void> {
    for await (const step of this.#kinds.of(change).apply(change.data, context)) this.#world.log.debug({ step })
  }

  async #markUndone(undo: StoredEntry): Promise<void> {
    for (const id of undo.undoes) {
      const entry = await this.#store.read(id)
      if (!entry) continue
      await this.#store.write({ ...entry, phase: 'undone' })
      // an undo that is undone: what it had taken back stands again
      for (const again of entry.undoes) {
        const restored = await this.#store.read(again)
        if (restored) await this.#store.write({ ...restored, phase: 'applied' })
      }
    }
  }
}
