import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The worker script that tests/helpers/build-workers.ts makes. */
export const extractWorker = pathToFileURL(join(import.meta.dirname, '../../out/workers/extract.js'))
