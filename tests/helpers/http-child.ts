import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { FailureShape } from '../../preload/contract/failure'
import { buildScript, kitPath } from './build-script'

const execute = promisify(execFile)

export type ChildAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'failure'; readonly failure: FailureShape }

/** Asks for addresses one after the other from a process of its own; every name in them is 127.0.0.1. */
export type HttpChild = (urls: readonly string[], env: Readonly<Record<string, string>>) => Promise<ChildAnswer[]>

/** Builds the HTTP client into a script, because Node reads NODE_EXTRA_CA_CERTS only when a process starts. */
export async function buildHttpChild(): Promise<HttpChild> {
  const script = await buildScript(program)
  return async (urls, env) => {
    const { stdout } = await execute(process.execPath, [script, ...urls], { env })
    return JSON.parse(stdout) as ChildAnswer[]
  }
}

const program = `
import { createHttp, Failure, logTo } from ${kitPath}
const lookup = (name, options, callback) =>
  options.all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4)
const http = createHttp({ env: process.env, log: logTo({ write: () => undefined }), lookup })
const answers = []
for (const url of process.argv.slice(2)) {
  try {
    const { status, body } = await http.get(url, { maxBytes: 100000 })
    answers.push({ kind: 'answer', status, body: body.toString() })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    answers.push({ kind: 'failure', failure: error.toShape() })
  }
}
await http.close()
console.log(JSON.stringify(answers))
`
