import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient, type Router } from '@orpc/server'
import { StandardRPCHandler } from '@orpc/server/standard'
import { onTestFinished, vi } from 'vitest'
import { acceptPorts } from '../../main/hosts/electron/accept-ports'
import { logTo } from '../../main/kit'
import type { Contract } from '../../preload/contract'
import { type Bridge, createBridge } from '../../renderer/bridge'
import { PortMain } from './electron-port'
import { ipcMain, resetStandIn } from './electron-stand-in'
import { actAsPage } from './page-globals'
import { testWebHost } from './web-host'

export type ContractRouter = Router<Contract, Record<never, never>>
export type ContractClient = ContractRouterClient<Contract>

/** The ways in which a caller reaches the router: within the process, from Electron's page, from a browser's page. */
export const everyHost: Readonly<
  Record<'direct' | 'electron' | 'web', (router: ContractRouter) => Promise<ContractClient>>
> = {
  direct: async (router) => createRouterClient(router, { context: {} }) as ContractClient,
  electron: async (router) => (await electronBridge(router)).client,
  web: async (router) => (await webBridge(router)).client,
}

/** The real page side, preload script and main side, joined by the real messages; only Electron itself is a stand-in. */
export async function electronBridge(router: ContractRouter): Promise<Bridge & { main: PortMain }> {
  resetStandIn()
  actAsPage('app://ui/')
  acceptPorts({
    handler: Promise.resolve(new StandardRPCHandler(router, {})),
    log: logTo({ write: () => undefined }),
  })
  const mainFrame = { origin: 'app://ui' }
  const ports: PortMain[] = []
  // the preload script runs anew in every document, with a renderer side of its own
  vi.resetModules()
  const { ipcRenderer } = await import('./electron-stand-in')
  Object.assign(ipcRenderer, {
    postMessage(channel: string, _data: unknown, transferred: never[]) {
      const made = transferred.map((port) => new PortMain(port))
      ports.push(...made)
      ipcMain.emit(channel, { sender: { mainFrame }, senderFrame: mainFrame, ports: made })
    },
  })
  await import('../../preload')
  const bridge = await createBridge()
  const [main] = ports
  if (main === undefined) throw new Error('the preload script sent no port')
  onTestFinished(() => main.close())
  return { ...bridge, main }
}

/** The real page side over HTTP to a real host. */
export async function webBridge(router: ContractRouter): Promise<Bridge> {
  const host = await testWebHost({ router })
  actAsPage(host.newLink())
  return createBridge()
}
