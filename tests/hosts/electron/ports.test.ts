import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { StandardRPCHandler } from '@orpc/server/standard'
import fc from 'fast-check'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { acceptPorts } from '../../../main/hosts/electron/accept-ports'
import { logTo } from '../../../main/kit'
import type { Contract } from '../../../preload/contract'
import { electronChannel } from '../../helpers/electron-port'
import { ipcMain, resetStandIn } from '../../helpers/electron-stand-in'
import { FakeModel } from '../../helpers/fake-model'
import { createFakeRouter } from '../../helpers/fake-router'

const logged: string[] = []
beforeEach(() => {
  resetStandIn()
  logged.length = 0
  acceptPorts({
    handler: Promise.resolve(new StandardRPCHandler(createFakeRouter(new FakeModel('ready'), { pace: 0 }), {})),
    log: logTo({ write: (line) => logged.push(line) }),
  })
})

const mainFrame = { origin: 'app://ui' }

function channel() {
  const made = electronChannel()
  onTestFinished(() => made.page.close())
  return made
}

function clientOn(port: ReturnType<typeof channel>['page']): ContractRouterClient<Contract> {
  return createORPCClient(new RPCLink({ port }))
}

test('the main frame of our page is answered', async () => {
  const { page, main } = channel()
  ipcMain.emit('goready:port', { sender: { mainFrame }, senderFrame: mainFrame, ports: [main] })
  expect((await clientOn(page).app.info()).version).toBe('0.1.0')
})

test.each([
  ['a frame within it', { origin: 'app://ui' }],
  ['a page of another origin', null],
  ['a frame that is gone', undefined],
])('%s is not', (_who, frame) => {
  const foreign = { origin: 'https://evil.test' }
  const event = {
    sender: { mainFrame: frame === null ? foreign : mainFrame },
    senderFrame: frame === null ? foreign : (frame ?? null),
  }
  const { main } = channel()
  ipcMain.emit('goready:port', { ...event, ports: [main] })
  expect(main.isClosed).toBe(true)
  expect(main.listenerCount('message')).toBe(0)
})

test('a message without a port is nothing', () => {
  ipcMain.emit('goready:port', { sender: { mainFrame }, senderFrame: mainFrame, ports: [] })
  expect(logged).toEqual([])
})

test('1,000 random messages end neither the app nor the connection', async () => {
  const { page, main } = channel()
  ipcMain.emit('goready:port', { sender: { mainFrame }, senderFrame: mainFrame, ports: [main] })
  const message = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom('{"i":"1","p":{"u":"orpc:///app/info"}}', '{"i":"1","t":9}', '{"i":"__proto__"}', '[]', 'null'),
    fc.anything({ withDate: true, withTypedArray: true }).filter((value) => typeof value !== 'symbol'),
  )
  for (const value of fc.sample(message, { numRuns: 1_000, seed: 7 })) {
    try {
      page.postMessage(value)
    } catch (error) {
      // what can not be cloned never leaves the page
      if (!(error instanceof DOMException)) throw error
    }
  }
  page.postMessage('x'.repeat(2_000_000))
  expect((await clientOn(page).app.info()).version).toBe('0.1.0')
})
