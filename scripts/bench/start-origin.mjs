import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Starts the server of a benchmark.
 *
 * @param {{ files: readonly { path: string, type: string, file?: string, text?: string }[], upstream: string, rate?: number }} options
 *   `rate` in bytes a second for all large answers together; as fast as it goes when not given
 * @returns {Promise<{ url: string, lastByteAt: () => Promise<number>, close: () => void }>} `lastByteAt` in milliseconds
 *   since 1970: when the last byte of a large answer was sent
 */
export async function startOrigin({ files, upstream, rate = null }) {
  const script = fileURLToPath(new URL('origin.mjs', import.meta.url))
  const child = fork(script, [JSON.stringify({ port: 0, files, upstream, rate })], { stdio: 'inherit' })
  const port = await new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => reject(new Error(`the server ended: ${code}`)))
  })
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    lastByteAt: async () => Number(await (await fetch(`${url}/last-byte`)).text()),
    close: () => child.kill(),
  }
}
