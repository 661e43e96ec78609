import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { exists } from '../../../../main/kit'
import { WorkerPool } from '../../../../main/kit/archive/worker-pool'
import { temporaryDir } from '../../../helpers/temporary-dir'

/** A pool whose threads run this script; `port` is the way to the pool. */
async function poolOf(script: string, workers = 1, signal?: AbortSignal): Promise<WorkerPool> {
  const file = join(await temporaryDir(), 'worker.mjs')
  const head = `import { parentPort as port, threadId } from 'node:worker_threads'
    import { execFileSync } from 'node:child_process'
    const done = (result) => port.postMessage({ kind: 'done', result })`
  await writeFile(file, `${head}\n${script}`)
  const pool = new WorkerPool({ workerUrl: pathToFileURL(file), workers, signal })
  onTestFinished(() => pool.close())
  return pool
}

const job = { kind: 'hash', root: '', files: [] } as const

describe('a pool of threads', () => {
  it('shares the jobs, and gives each its own result', async () => {
    const pool = await poolOf(`port.on('message', ({ job }) => done([{ sha256: job.root, size: threadId }]))`, 2)
    const results = (
      await Promise.all(Array.from({ length: 50 }, (_, index) => pool.run({ ...job, root: String(index) })))
    ).flat()
    expect(results.map(({ sha256 }) => sha256)).toEqual(Array.from({ length: 50 }, (_, index) => String(index)))
    expect(new Set(results.map(({ size }) => size)).size).toBe(2)
  })

  it('goes on after a job that failed', async () => {
    const pool = await poolOf(`port.on('message', ({ job }) => port.postMessage(job.root === 'bad'
      ? { kind: 'failed', failure: { code: 'ARCHIVE_INVALID', message: 'm', details: { what: 'w', why: 'y' } } }
      : { kind: 'done', result: [] }))`)
    await expect(pool.run({ ...job, root: 'bad' })).rejects.toMatchObject({
      code: 'ARCHIVE_INVALID',
      details: { what: 'w', why: 'y' },
    })
    await expect(pool.run(job)).resolves.toEqual([])
  })

  it('is closed when no thread is at work any more', async () => {
    const dir = await temporaryDir()
    const [begun, go, marker] = [join(dir, 'begun'), join(dir, 'go'), join(dir, 'marker')]
    const program = `const fs = require('node:fs')
      fs.writeFileSync(${JSON.stringify(begun)}, '')
      setInterval(() => {
        if (!fs.existsSync(${JSON.stringify(go)})) return
        fs.writeFileSync(${JSON.stringify(marker)}, '')
        process.exit()
      }, 20)`
    // a call that can't be broken off
    const pool = await poolOf(`port.on('message', () =>
      execFileSync(${JSON.stringify(process.execPath)}, ['-e', ${JSON.stringify(program)}]))`)
    const running = pool.run(job).catch((error: unknown) => error)
    await expect.poll(() => exists(begun), { timeout: 20_000 }).toBe(true)
    const closing = pool.close()
    await writeFile(go, '')
    await closing
    expect(await exists(marker)).toBe(true)
    expect(await running).toMatchObject({ code: 'CANCELLED' })
    await expect(pool.run(job)).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('fails all jobs when a thread throws, or ends by itself', async () => {
    const thrown = await poolOf(`port.on('message', () => { throw new Error('broken') })`)
    const both = [thrown.run(job), thrown.run(job)].map((run) => run.catch((error: unknown) => error))
    expect(await Promise.all(both)).toMatchObject([
      { code: 'INTERNAL', message: 'broken' },
      { code: 'INTERNAL', message: 'broken' },
    ])
    const ended = await poolOf(`port.on('message', () => process.exit(0))`)
    await expect(ended.run(job)).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringMatching(/ended by itself/),
    })
  })

  it('breaks off what runs and what waits', async () => {
    const stop = new AbortController()
    const pool = await poolOf(`port.on('message', () => undefined)`, 1, stop.signal)
    const both = [pool.run(job), pool.run(job)].map((run) => run.catch((error: unknown) => error))
    stop.abort()
    expect(await Promise.all(both)).toMatchObject([{ code: 'CANCELLED' }, { code: 'CANCELLED' }])
  })
})
