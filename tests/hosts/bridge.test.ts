import { expect, test } from 'vitest'
import { BridgeError, createBridge, failureOf } from '../../renderer/bridge'
import { electronBridge, webBridge } from '../helpers/every-host'
import { FakeModel } from '../helpers/fake-model'
import { createFakeRouter } from '../helpers/fake-router'
import { actAsPage } from '../helpers/page-globals'
import { testWebHost } from '../helpers/web-host'

const router = () => createFakeRouter(new FakeModel('ready'), { pace: 0 })

test('the launch code leaves the address before it is used, and a reload needs none', async () => {
  const host = await testWebHost()
  const window = actAsPage(host.newLink())
  await createBridge()
  expect(window.visited).toEqual(['/'])
  expect(location.hash).toBe('')
  const again = await createBridge()
  expect((await again.client.app.info()).version).toBe('0.1.0')
})

test('a page without a launch link is told so', async () => {
  const host = await testWebHost()
  actAsPage(host.url)
  await expect(createBridge()).rejects.toMatchObject({ kind: 'no-session' })
})

test('a launch link that was used is refused', async () => {
  const host = await testWebHost()
  const link = host.newLink()
  actAsPage(link)
  await createBridge()
  actAsPage(link)
  await expect(createBridge()).rejects.toMatchObject({ kind: 'session-refused' })
})

test('a host that is gone is unreachable', async () => {
  const host = await testWebHost()
  const link = host.newLink()
  await host.close()
  actAsPage(link)
  await expect(createBridge()).rejects.toMatchObject({ kind: 'unreachable' })
})

test('a host that ends is noticed by the stream that breaks off, once', async () => {
  const host = await testWebHost()
  actAsPage(host.newLink())
  const bridge = await createBridge()
  const reasons: string[] = []
  bridge.onLost((reason) => reasons.push(reason))
  const unheard: string[] = []
  bridge.onLost((reason) => unheard.push(reason))()
  const changes = await bridge.client.app.changes()
  const next = changes.next().catch((error: unknown) => failureOf(error).code)
  await host.close()
  expect(await next).toBe('NETWORK_UNREACHABLE')
  await expect(bridge.client.app.info()).rejects.toThrow()
  expect(reasons).toEqual(['closed'])
  expect(unheard).toEqual([])
  bridge.onLost((reason) => reasons.push(`late ${reason}`))
  expect(reasons).toEqual(['closed', 'late closed'])
})

test('a token that the host does not know is thrown away and told', async () => {
  const host = await testWebHost()
  actAsPage(host.url)
  sessionStorage.setItem('goready.token', 'of an earlier start')
  const bridge = await createBridge()
  const reasons: string[] = []
  bridge.onLost((reason) => reasons.push(reason))
  await expect(bridge.client.app.info()).rejects.toThrow()
  expect(reasons).toEqual(['session'])
  expect(sessionStorage.getItem('goready.token')).toBeNull()
})

test('cancelling is not taken for a lost host', async () => {
  const bridge = await webBridge(router())
  const reasons: string[] = []
  bridge.onLost((reason) => reasons.push(reason))
  const cancel = new AbortController()
  const changes = await bridge.client.app.changes(undefined, { signal: cancel.signal })
  const next = changes.next().catch((error: unknown) => failureOf(error).code)
  cancel.abort()
  expect(await next).toBe('CANCELLED')
  await bridge.client.app.info()
  expect(reasons).toEqual([])
})

test('in Electron a main process that ends closes the port, which is noticed', async () => {
  const bridge = await electronBridge(router())
  expect(bridge.host).toBe('electron')
  const lost = new Promise((resolve) => bridge.onLost(resolve))
  bridge.main.close()
  expect(await lost).toBe('closed')
})

test('the preload script gives a document one port, and only to the document itself', async () => {
  await electronBridge(router())
  const window = globalThis.window as never as EventTarget & { postMessage(data: unknown, origin: string): void }
  const ports: unknown[] = []
  window.addEventListener('message', (event) => {
    const { data, ports: given } = event as MessageEvent
    if (data === 'goready:port') ports.push(given)
  })
  window.postMessage('goready:connect', location.origin)
  const foreign = Object.assign(new Event('message'), { data: 'goready:connect', ports: [], source: {} })
  window.dispatchEvent(foreign)
  await new Promise((resolve) => setTimeout(resolve))
  expect(ports).toEqual([])
})

test('errors of every kind become failures of the contract', () => {
  expect(failureOf(new DOMException('x', 'AbortError')).code).toBe('CANCELLED')
  expect(failureOf(new TypeError('Failed to fetch')).code).toBe('NETWORK_UNREACHABLE')
  expect(failureOf(new BridgeError('no-session')).code).toBe('NETWORK_UNREACHABLE')
  expect(failureOf(new Error('x'))).toMatchObject({ code: 'INTERNAL', details: { why: 'x' } })
  expect(failureOf('text')).toMatchObject({ code: 'INTERNAL', details: { why: 'text' } })
})
