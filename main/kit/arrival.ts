import { type FileHandle, open } from 'node:fs/promises'

/** Bytes from `start` up to, and without, `end`. */
interface Range {
  readonly start: number
  readonly end: number
}

interface Waiting<Result> {
  readonly resolve: (result: Result) => void
  readonly reject: (reason: unknown) => void
}

/** What a reader of an arriving file is told when what came so far is void: the bytes come again, from the first. */
export class ArrivalRestarted extends Error {
  override readonly name = 'ArrivalRestarted'
}

/** The file, of `size` bytes in the end, of which only those that `ready` vouched for may be read. */
export interface ArrivingFile {
  readonly file: FileHandle
  readonly size: number
}

/**
 * A file that one side brings while the other reads it. The bringer calls `open` once the size is known and `moved`
 * when bytes came. Either side may `fail` it. Whoever made it calls `close` when nobody reads any more.
 */
export class Arrival {
  readonly #bytesWaiting = new Set<Range & Waiting<void>>()
  readonly #fileWaiting = new Set<Waiting<ArrivingFile>>()
  #opened: ArrivingFile | null = null
  #come: () => readonly Range[] = () => []
  #ended: { readonly reason: unknown } | null = null

  /** @param come what is there, as ranges that neither touch nor overlap; asked again and again. Everything when not given */
  async open(
    path: string,
    size: number,
    come: () => readonly Range[] = () => [{ start: 0, end: size }],
  ): Promise<void> {
    if (this.#ended || this.#opened) return
    const opened = { file: await open(path, 'r'), size }
    if (this.#ended) {
      await opened.file.close()
      return
    }
    this.#opened = opened
    this.#come = come
    for (const { resolve } of this.#fileWaiting) resolve(opened)
    this.#fileWaiting.clear()
    this.moved()
  }

  moved(): void {
    if (this.#bytesWaiting.size === 0) return
    const come = this.#come()
    for (const waiting of this.#bytesWaiting) {
      if (!covers(come, waiting)) continue
      this.#bytesWaiting.delete(waiting)
      waiting.resolve()
    }
  }

  /** What came so far is void. A reader that began fails with {@link ArrivalRestarted}. */
  restart(): void {
    if (this.#opened) this.fail(new ArrivalRestarted('the download began anew'))
  }

  /** True when a reader may have read what is void now, and failed over it in whatever way. */
  get hasRestarted(): boolean {
    return this.#ended?.reason instanceof ArrivalRestarted
  }

  /** Whoever waits, or will, fails with `reason`. The first one counts. */
  fail(reason: unknown): void {
    if (this.#ended) return
    this.#ended = { reason }
    for (const { reject } of [...this.#fileWaiting, ...this.#bytesWaiting]) reject(reason)
    this.#fileWaiting.clear()
    this.#bytesWaiting.clear()
  }

  /** The file, once its size is known. */
  opened(): Promise<ArrivingFile> {
    return new Promise((resolve, reject) => {
      if (this.#ended) reject(this.#ended.reason)
      else if (this.#opened) resolve(this.#opened)
      else this.#fileWaiting.add({ resolve, reject })
    })
  }

  /** Resolves when all bytes of the range are there. */
  ready(range: Range): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#ended) reject(this.#ended.reason)
      else if (covers(this.#come(), range)) resolve()
      else this.#bytesWaiting.add({ ...range, resolve, reject })
    })
  }

  /** Resolves when the first `end` bytes are there, to how many there are by now. */
  async readyFromStart(end: number): Promise<number> {
    await this.ready({ start: 0, end })
    return Math.max(end, ...this.#come().flatMap((range) => (range.start === 0 ? [range.end] : [])))
  }

  async close(): Promise<void> {
    this.fail(new Error('closed'))
    await this.#opened?.file.close()
  }
}

/** A file that is whole already. */
export async function arrived(path: string, size: number): Promise<Arrival> {
  const arrival = new Arrival()
  await arrival.open(path, size)
  return arrival
}

function covers(come: readonly Range[], { start, end }: Range): boolean {
  return start === end || come.some((range) => range.start <= start && range.end >= end)
}
