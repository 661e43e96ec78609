import { parentPort } from 'node:worker_threads'
import { toFailure } from '../failure'
import {
  type FromWorker,
  type Job,
  type JobResults,
  type Placement,
  packEntries,
  type ToWorker,
} from './extract-protocol'
import { hashFiles } from './hash-job'
import { TreeWriter } from './tree-writer'
import { type UntarHelp, untar } from './untar-job'
import { unzip } from './unzip-job'
import { readZipDirectory } from './zip-directory'

// The script of a worker thread: does one job after another, as WorkerPool hands them over.

const port = parentPort
if (port === null) throw new Error('this is the script of a worker thread')

let answered: ((placements: readonly Placement[]) => void) | null = null
/** How much of the archive is there, as far as this thread knows, and who waits for more. */
let there = 0
let waiting: (() => void) | null = null

function say(message: FromWorker): void {
  port?.postMessage(message)
}

const help: UntarHelp = {
  ask: (question) =>
    new Promise((resolve) => {
      answered = resolve
      say({ kind: 'question', question })
    }),
  arrive: async (end) => {
    if (end <= there) return
    await new Promise<void>((resolve) => {
      waiting = resolve
      say({ kind: 'awaits', end })
    })
  },
}

async function work(job: Job): Promise<JobResults[Job['kind']]> {
  switch (job.kind) {
    case 'dirs':
      new TreeWriter(job.root).makeDirs(job.dirs)
      return null
    case 'directory': {
      const { entries, files } = readZipDirectory(job.fd, job.end, job.rules)
      return { entries: packEntries(entries), files }
    }
    case 'unzip':
      return unzip(job)
    case 'untar':
      there = 0
      return untar(job, help)
    case 'hash':
      return hashFiles(job)
  }
}

port.on('message', (message: ToWorker) => {
  if (message.kind === 'answer') {
    answered?.(message.placements)
    return
  }
  if (message.kind === 'arrived') {
    there = message.end
    waiting?.()
    return
  }
  work(message.job).then(
    (result) => say({ kind: 'done', result }),
    (error: unknown) => say({ kind: 'failed', failure: toFailure(error).toShape() }),
  )
})
