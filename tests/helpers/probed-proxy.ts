import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { type LogServer, startLogServer, type TestModule } from './log-server'

const modules: TestModule[] = [
  // random bytes: its zip is as large
  { path: 'golang.org/x/text', version: 'v0.3.0', files: { 'text.bin': randomBytes(700 * 1024) } },
  { path: 'github.com/pkg/errors', version: 'v0.9.1' },
  { path: 'rsc.io/quote', version: 'v1.5.2' },
]

/** A proxy on loopback that has what a probe asks for and serves the checksum database. */
export async function probedProxy(options: { latency?: number; servesSumdb?: boolean } = {}): Promise<LogServer> {
  const server = await startLogServer({ modules, name: 'sum.golang.org', records: 8 })
  onTestFinished(() => server.close())
  server.servesSumdb = options.servesSumdb ?? true
  const { latency } = options
  if (latency !== undefined) {
    server.tamper(async (answer) => {
      await delay(latency)
      return answer
    })
  }
  return server
}
