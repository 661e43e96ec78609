import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import type { Router } from '@orpc/server'
import { onTestFinished } from 'vitest'
import { loadPage } from '../../main/hosts/page'
import { startWebHost, type WebHost } from '../../main/hosts/web/start-web-host'
import { type Clock, logTo, systemClock } from '../../main/kit'
import type { Contract } from '../../preload/contract'
import { FakeModel } from './fake-model'
import { createFakeRouter } from './fake-router'
import { temporaryDir } from './temporary-dir'

export interface TestWebHost extends WebHost {
  /** Every line that was logged. */
  readonly logged: string[]
  /** Redeems a launch code for the bearer token. */
  token(): Promise<string>
  client(token: string): ContractRouterClient<Contract>
}

export interface TestWebHostOptions {
  readonly clock?: Clock
  readonly router?: Router<Contract, Record<never, never>>
  readonly pageDir?: string
  readonly instanceSecret?: string
}

/** A host over the fake core and a page of three files, closed when the test is finished. */
export async function testWebHost(options: TestWebHostOptions = {}): Promise<TestWebHost> {
  const logged: string[] = []
  const host = await startWebHost({
    router: options.router ?? createFakeRouter(new FakeModel('ready'), { pace: 0 }),
    page: await loadPage(options.pageDir ?? (await samplePage()), 'self'),
    instanceSecret: options.instanceSecret ?? 'instance-secret',
    port: 0,
    clock: options.clock ?? systemClock,
    log: logTo({ write: (line) => logged.push(line) }),
  })
  onTestFinished(() => host.close())
  return {
    ...host,
    logged,
    token: () => redeem(host, codeIn(host.newLink())),
    client: (token) =>
      createORPCClient(new RPCLink({ url: `${host.url}api`, headers: { authorization: `Bearer ${token}` } })),
  }
}

export const codeIn = (link: string): string => link.slice(link.indexOf('#c=') + 3)

/** The token for a code; throws with the status when it is refused. */
export async function redeem(host: Pick<WebHost, 'url'>, code: string): Promise<string> {
  const response = await fetch(`${host.url}session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  })
  if (!response.ok) throw new Error(`status ${response.status}`)
  return ((await response.json()) as { token: string }).token
}

/** A page as the build makes it, small. */
export async function samplePage(): Promise<string> {
  const dir = await temporaryDir()
  await mkdir(join(dir, 'assets'))
  await writeFile(
    join(dir, 'index.html'),
    '<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><title>GoReady</title><script type="module" src="/assets/index.js"></script>',
  )
  await writeFile(join(dir, 'assets/index.js'), "document.title = 'loaded'\n")
  await writeFile(join(dir, 'assets/index.css'), 'body { margin: 0 }\n')
  return dir
}
