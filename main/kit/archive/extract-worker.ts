import { parentPort } from 'node:worker_threads'
import { toFailure } from '../failure'
import type { FromWorker, Job, JobResults, Placement, Question, ToWorker } from './extract-protocol'
import { hashFiles } from './hash-job'
import { TreeWriter } from './tree-writer'
import { untar } from './untar-job'
import { unzip } from './unzip-job'

// The script of a worker thread: does one job after another, as WorkerPool hands them over.

const port = parentPort
if (port === null) throw new Error('this is the script of a worker thread')

let answered: ((placements: readonly Placement[]) => void) | null = null

function say(message: FromWorker): void {
  port?.postMessage(message)
}

function ask(question: Question): Promise<readonly Placement[]> {
  return new Promise((resolve) => {
    answered = resolve
    say({ kind: 'question', question })
  })
}

async function work(job: Job): Promise<JobResults[Job['kind']]> {
  switch (job.kind) {
    case 'dirs':
      new TreeWriter(job.root).makeDirs(job.dirs)
      return null
    case 'unzip':
      return unzip(job)
    case 'untar':
      return untar(job, ask)
    case 'hash':
      return hashFiles(job)
  }
}

port.on('message', (message: ToWorker) => {
  if (message.kind === 'answer') {
    answered?.(message.placements)
    return
  }
  work(message.job).then(
    (result) => say({ kind: 'done', result }),
    (error: unknown) => say({ kind: 'failed', failure: toFailure(error).toShape() }),
  )
})
