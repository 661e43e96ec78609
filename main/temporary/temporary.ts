import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Fault } from '../../preload/contract/failure-blanks'
import type {
  TemporaryEnd,
  TemporaryLease,
  TemporaryName,
  TemporarySpan,
  TemporaryState,
} from '../../preload/contract/temporary'
import { type Text, text } from '../../preload/contract/text'
import { type Goenv, maskOf } from '../goenv'
import type { ApplyContext, Journal, Plan } from '../journal'
import {
  acquireLock,
  type Boot,
  bootNow,
  Failure,
  isAlive,
  processSelf,
  sweepBeside,
  toFailure,
  type World,
  withLock,
} from '../kit'
import { type ProxyRoom, refuseGosumdb } from '../proxy'
import { curesFor } from './cures'
import { type Lease, type LeaseFile, leaseOf, openLeases, withLease } from './leases'
import { putBack, valueIn } from './put-back'
import { type Moment, overBecause, remainingOf, termFrom } from './term'

export interface TemporaryParts {
  readonly goenv: Pick<Goenv, 'planSet' | 'configured' | 'filePath'>
  readonly proxy: Pick<ProxyRoom, 'planUse' | 'unmasked'>
  readonly journal: Pick<Journal, 'hold' | 'apply' | 'discard' | 'planUndo'>
  /** The computer's own when not given. */
  readonly boot?: () => Promise<Boot>
}

export interface Temporary {
  /** What is set for a while, what ended unseen, and what to try before GOSUMDB=off. Credentials are masked. */
  state(): Promise<TemporaryState>
  /**
   * Plans to set a variable for a while. The promise to put it back is on disk before the value is.
   *
   * @throws INVALID_INPUT, and what Goenv.planSet and ProxyRoom.planUse throw; when it is applied BUSY
   */
  plan(request: { readonly name: TemporaryName; readonly value: string; readonly span: TemporarySpan }): Promise<Plan>
  /** Puts back what was there before. @throws INVALID_INPUT when nothing is set for a while, BUSY, what the journal throws */
  end(name: TemporaryName): Promise<TemporaryEnd>
  /** Lets it last so long from now on, in the hands of this process. @throws as {@link end} */
  extend(name: TemporaryName, span: TemporarySpan): Promise<TemporaryState>
  /** What ended by itself and nobody was told of. */
  untold(): Promise<TemporaryEnd[]>
  /** These ends are told no more. */
  told(ids: readonly string[]): Promise<TemporaryState>
  /** Puts back all that is over; of several processes one does. What can't be put back stays promised. Never throws. */
  settle(): Promise<void>
  /** Settles whenever something is over, until the signal is aborted; with `untilNone` only while anything has a time. */
  follow(signal: AbortSignal, options?: { readonly untilNone?: boolean }): Promise<void>
  /** Puts back what was to last until this process ends. Never throws. */
  close(): Promise<void>
}

type TemporaryWorld = Pick<World, 'env' | 'dirs' | 'clock' | 'log'>

/** Milliseconds after which somebody else's changes of the leases are noticed at the latest. */
const look = 20_000

export function createTemporary(world: TemporaryWorld, parts: TemporaryParts): Temporary {
  return new Room(world, parts)
}

class Room implements Temporary {
  readonly #world: TemporaryWorld
  readonly #parts: TemporaryParts
  readonly #file: LeaseFile
  readonly #mask: (value: string) => string
  readonly #failures = new Map<string, Failure>()
  #wake = new AbortController()

  constructor(world: TemporaryWorld, parts: TemporaryParts) {
    this.#world = world
    this.#parts = parts
    this.#file = openLeases(join(world.dirs.state, 'temporary.json'), world)
    this.#mask = maskOf(world.env)
  }

  async state(): Promise<TemporaryState> {
    // what was undone in the history or is over by now is not shown as if it ran
    await this.settle()
    const [{ leases, ended }, moment, cures] = await Promise.all([
      this.#file.read(),
      this.#moment(),
      curesFor(this.#parts.goenv),
    ])
    return { leases: leases.map((lease) => this.#shown(lease, moment)), ended: ended.map((end) => ({ ...end })), cures }
  }

  async plan({ name, value, span }: Parameters<Temporary['plan']>[0]): Promise<Plan> {
    const { goenv, proxy } = this.#parts
    const wanted = name === 'GOPROXY' ? proxy.unmasked(value.trim()) : value.trim()
    if (name === 'GOSUMDB') refuseGosumdb(wanted)
    const plan =
      name === 'GOPROXY'
        ? await proxy.planUse({ use: { goproxy: wanted }, gosumdb: null })
        : await goenv.planSet({ [name]: wanted })
    const path = goenv.filePath()
    const isOff = name === 'GOSUMDB' && wanted === 'off'
    const cures = isOff ? (await curesFor(goenv)).map((cure) => cure.text) : []
    const notes = [...(isOff ? [text('temporary.note.off'), ...cures] : []), noteOf(span), ...plan.notes]
    const title = text('temporary.title.begin', { name, value: this.#mask(wanted) })
    if (plan.changes.length === 0 || path === null) return { ...plan, title, notes: [text('temporary.note.same')] }
    return { ...plan, title, notes, enter: (context) => this.#begin({ name, value: wanted, span, path }, context) }
  }

  async end(name: TemporaryName): Promise<TemporaryEnd> {
    return this.#locked(async () => {
      const lease = await this.#leaseOf(name)
      const end = await this.#endOne(lease, 'asked')
      await this.#file.write(withLease(await this.#file.read(), name, null))
      return end
    })
  }

  async extend(name: TemporaryName, span: TemporarySpan): Promise<TemporaryState> {
    await this.#locked(async () => {
      const lease = await this.#leaseOf(name)
      const term = termFrom(span, await this.#moment())
      await this.#file.write(withLease(await this.#file.read(), name, { ...lease, term, owner: await processSelf() }))
    })
    this.#wake.abort()
    return this.state()
  }

  async untold(): Promise<TemporaryEnd[]> {
    return (await this.#file.read()).ended
  }

  async told(ids: readonly string[]): Promise<TemporaryState> {
    await this.#locked(async () => {
      const leases = await this.#file.read()
      const isKnown = leases.ended.some(({ id }) => ids.includes(id))
      if (isKnown) await this.#file.write({ ...leases, ended: leases.ended.filter(({ id }) => !ids.includes(id)) })
    })
    return this.state()
  }

  async settle(): Promise<void> {
    await this.#quietly(async () => {
      if ((await this.#file.read()).leases.length === 0) return
      await this.#locked(async () => {
        await sweepBeside(this.#file.path)
        const moment = await this.#moment()
        for (const lease of (await this.#file.read()).leases) await this.#settleOne(lease, moment)
      })
    })
  }

  async follow(signal: AbortSignal, { untilNone = false } = {}): Promise<void> {
    while (!signal.aborted) {
      this.#wake = new AbortController()
      await this.settle()
      const { leases } = await this.#file.read().catch(() => ({ leases: [] }))
      const moment = await this.#moment()
      const left = leases.flatMap(({ term }) => remainingOf(term, moment) ?? [])
      if (untilNone && left.length === 0) return
      // what could not be put back is tried again at the next look
      const wait = Math.min(look, ...left.filter((one) => one > 0))
      await this.#world.clock.sleep(wait, AbortSignal.any([signal, this.#wake.signal])).catch(() => undefined)
    }
  }

  async close(): Promise<void> {
    const self = await processSelf()
    await this.#quietly(async () => {
      const isOwn = ({ term, owner }: Lease): boolean =>
        term.until === null && owner.pid === self.pid && owner.start === self.start
      if (!(await this.#file.read()).leases.some(isOwn)) return
      await this.#locked(async () => {
        for (const lease of (await this.#file.read()).leases.filter(isOwn)) await this.#conclude(lease, 'quit')
      })
    })
  }

  /** Promises, just before the journal writes the value; returns what is done when it did or could not. */
  async #begin(
    { name, value, span, path }: { name: TemporaryName; value: string; span: TemporarySpan; path: string },
    { entryId }: ApplyContext,
  ): ReturnType<NonNullable<Plan['enter']>> {
    const release = await this.#acquire()
    try {
      const before = await this.#file.read()
      const running = leaseOf(before, name)
      const known = running?.path === path ? running : null
      // another file's promise would be forgotten
      if (running !== null && known === null) await this.#endOne(running, 'asked')
      const lease: Lease = {
        id: randomUUID(),
        name,
        path,
        original: known === null ? await valueIn(path, name) : known.original,
        values: [...(known?.values ?? []).filter((one) => one !== value), value],
        entries: [...(known?.entries ?? []), entryId],
        term: termFrom(span, await this.#moment()),
        owner: await processSelf(),
      }
      await this.#file.write(withLease(before, name, lease))
      return async (failure) => {
        await this.#quietly(async () => {
          // taken back, unless somebody stood in the way: then the promise is still needed
          const isBack = failure !== null && (await valueIn(path, name)) !== value
          if (isBack) await this.#file.write(withLease(await this.#file.read(), name, known))
        })
        await release()
        this.#wake.abort()
      }
    } catch (error) {
      await release()
      throw error
    }
  }

  async #settleOne(lease: Lease, moment: Moment): Promise<void> {
    const why = overBecause(lease, moment, await isAlive(lease.owner))
    try {
      if (why !== null) return await this.#conclude(lease, why)
      const now = await valueIn(lease.path, lease.name)
      if (now === lease.original) await this.#forget(lease)
      else if (now === null || !lease.values.includes(now)) await this.#conclude(lease, 'changed')
    } catch (error) {
      const failure = toFailure(error)
      this.#failures.set(lease.id, failure)
      this.#world.log.error({ err: failure, name: lease.name }, 'a temporary value could not be put back')
    }
  }

  /** Puts back, and notes it for whoever is to be told. */
  async #conclude(lease: Lease, why: TemporaryEnd['why']): Promise<void> {
    const end = await this.#endOne(lease, why)
    const without = withLease(await this.#file.read(), lease.name, null)
    await this.#file.write({ ...without, ended: [...without.ended, end] })
  }

  async #forget(lease: Lease): Promise<void> {
    await this.#file.write(withLease(await this.#file.read(), lease.name, null))
  }

  async #endOne(lease: Lease, why: TemporaryEnd['why']): Promise<TemporaryEnd> {
    const outcome = await putBack(lease, this.#parts.journal)
    this.#failures.delete(lease.id)
    this.#world.log.info({ name: lease.name, outcome, why }, 'a temporary value ended')
    const { value, original } = this.#words(lease)
    const at = this.#world.clock.now().toISOString()
    return { id: lease.id, name: lease.name, value, original, outcome, why, at }
  }

  #shown(lease: Lease, moment: Moment): TemporaryLease {
    const { until } = lease.term
    return {
      name: lease.name,
      ...this.#words(lease),
      until: until === null ? null : new Date(until).toISOString(),
      remaining: remainingOf(lease.term, moment),
      failure: this.#failures.get(lease.id)?.toShape() ?? null,
    }
  }

  #words({ values, original }: Lease): { value: string; original: string | null } {
    return { value: this.#mask(values.at(-1) ?? ''), original: original === null ? null : this.#mask(original) }
  }

  async #leaseOf(name: TemporaryName): Promise<Lease> {
    const lease = leaseOf(await this.#file.read(), name)
    if (lease !== null) return lease
    const why = 'it is not set for a while'
    throw new Failure('INVALID_INPUT', `${name}: ${why}`, { what: name, why, fault: noLease })
  }

  async #moment(): Promise<Moment> {
    return { wall: this.#world.clock.now().getTime(), boot: await (this.#parts.boot ?? bootNow)() }
  }

  get #lock(): [string, string, { wait: number; clock: World['clock'] }] {
    const { dirs, clock } = this.#world
    return [join(dirs.state, 'locks', 'temporary.lock'), 'temporary', { wait: 15_000, clock }]
  }

  #locked<Result>(work: () => Promise<Result>): Promise<Result> {
    return withLock(...this.#lock, work)
  }

  #acquire(): Promise<() => Promise<void>> {
    return acquireLock(...this.#lock)
  }

  async #quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#world.log.error({ err: toFailure(error) }, 'the temporary values could not be settled')
    }
  }
}

const noLease: Fault<'INVALID_INPUT'> = 'no-lease'

function noteOf(span: TemporarySpan): Text {
  return 'minutes' in span ? text('temporary.note.minutes', { count: span.minutes }) : text('temporary.note.quit')
}
