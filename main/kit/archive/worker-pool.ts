import { Worker } from 'node:worker_threads'
import { Failure, throwIfCancelled, toFailure } from '../failure'
import type { FromWorker, Job, JobResults, Placement, Question, ToWorker } from './extract-protocol'

/** What an untar job may ask for while it runs. */
export interface Helper {
  answer(question: Question): readonly Placement[]
  /** Resolves to how much of the archive is there, once that is at least `end`. */
  arrive(end: number): Promise<number>
}

interface Order {
  readonly job: Job
  readonly helper: Helper
  readonly resolve: (result: JobResults[Job['kind']]) => void
  readonly reject: (failure: Failure) => void
}

export interface PoolOptions {
  /** The built extract-worker. */
  readonly workerUrl: URL
  /** Threads at most. */
  readonly workers: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Worker threads that do archive jobs, each one at a time. One is started at once, the others when there is work for them.
 * Close it in every case: that waits until nothing is written any more.
 */
export class WorkerPool {
  readonly #options: PoolOptions
  readonly #workers = new Set<Worker>()
  readonly #idle: Worker[] = []
  readonly #atWork = new Map<Worker, Order>()
  readonly #queue: Order[] = []
  readonly #abort = (): void => this.#end(cancelled(this.#options.signal))
  #ended: Failure | null = null

  /** @throws CANCELLED */
  constructor(options: PoolOptions) {
    throwIfCancelled(options.signal)
    this.#options = options
    this.#start()
    options.signal?.addEventListener('abort', this.#abort, { once: true })
  }

  /** Starts the other threads too: much work is to come, and a thread takes a while to start. */
  startAll(): void {
    while (!this.#ended && this.#workers.size < this.#options.workers) this.#start()
  }

  /** Does the job as soon as a thread is free. */
  run<J extends Job>(job: J, helper: Helper = noHelper): Promise<JobResults[J['kind']]> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(this.#ended)
        return
      }
      // the worker answers each job with the result of its kind
      const order: Order = { job, helper, resolve: resolve as Order['resolve'], reject }
      if (this.#idle.length === 0 && this.#workers.size < this.#options.workers) this.#start()
      const worker = this.#idle.pop()
      if (worker) this.#give(worker, order)
      else this.#queue.push(order)
    })
  }

  /** Ends the threads; what they were to do fails with CANCELLED. */
  cancel(): void {
    this.#end(cancelled(undefined))
  }

  /** Ends the threads, jobs or no jobs, and waits until they have ended. */
  async close(): Promise<void> {
    this.#options.signal?.removeEventListener('abort', this.#abort)
    this.cancel()
    await Promise.all([...this.#workers].map((worker) => worker.terminate()))
  }

  #start(): void {
    const worker = new Worker(this.#options.workerUrl, { execArgv: [], env: {}, name: 'goready archive' })
    this.#workers.add(worker)
    this.#idle.push(worker)
    worker.on('message', (message: FromWorker) => this.#hear(worker, message))
    worker.on('error', (error: Error) => this.#end(toFailure(error)))
    worker.on('messageerror', (error: Error) => this.#end(toFailure(error)))
    worker.on('exit', () => {
      this.#workers.delete(worker)
      const why = 'a worker thread ended by itself'
      this.#end(new Failure('INTERNAL', why, { why }))
    })
  }

  #give(worker: Worker, order: Order): void {
    this.#atWork.set(worker, order)
    tell(worker, { kind: 'job', job: order.job })
  }

  #hear(worker: Worker, message: FromWorker): void {
    const order = this.#atWork.get(worker)
    if (!order) return
    if (message.kind === 'question') {
      try {
        tell(worker, { kind: 'answer', placements: order.helper.answer(message.question) })
      } catch (error) {
        this.#end(toFailure(error))
      }
      return
    }
    if (message.kind === 'awaits') {
      order.helper.arrive(message.end).then(
        (end) => tell(worker, { kind: 'arrived', end }),
        (error: unknown) => this.#end(toFailure(error)),
      )
      return
    }
    this.#atWork.delete(worker)
    if (message.kind === 'failed') {
      const { code, message: text, details } = message.failure
      order.reject(new Failure(code, text, details))
    } else {
      order.resolve(message.result)
    }
    const next = this.#queue.shift()
    if (next) this.#give(worker, next)
    else this.#idle.push(worker)
  }

  /** Nothing is done any more; what was asked for fails. The first reason counts. */
  #end(reason: Failure): void {
    if (this.#ended) return
    this.#ended = reason
    const orders = [...this.#atWork.values(), ...this.#queue.splice(0)]
    this.#atWork.clear()
    for (const order of orders) order.reject(reason)
    for (const worker of this.#workers) void worker.terminate()
  }
}

function tell(worker: Worker, message: ToWorker): void {
  worker.postMessage(message)
}

const noHelper: Helper = {
  answer() {
    throw new Error('this job asks nothing')
  },
  arrive: () => Promise.reject(new Error('this job waits for nothing')),
}

function cancelled(signal: AbortSignal | undefined): Failure {
  return new Failure('CANCELLED', 'cancelled', {}, { cause: signal?.reason })
}
