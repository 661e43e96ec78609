import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { RPCHandler } from '@orpc/server/message-port'
import type { Bridge, Client } from '../../renderer/bridge/index'
import { FakeModel, type Scenario, scenarios } from './fake-model'
import { createFakeRouter, type FakeOptions } from './fake-router'

export { BridgeError, failureOf } from '../../renderer/bridge/failure-of'

export const styleNonce = (): string => ''

/** A client of the fake core over a real message channel, so that calls, streams and cancelling go the way they do in the app. */
export function connectFake(model: FakeModel, options: FakeOptions): { client: Client; close: () => void } {
  const { port1, port2 } = new MessageChannel()
  new RPCHandler(createFakeRouter(model, options)).upgrade(port1)
  port1.start()
  const client: Client = createORPCClient(new RPCLink({ port: port2 }))
  port2.start()
  return {
    client,
    close: () => {
      port1.close()
      port2.close()
    },
  }
}

/** Stands in for the bridge in a page: `?scenario=ready&theme=dark&language=zh-CN&pace=60`. */
export async function createBridge(): Promise<Bridge> {
  const query = new URLSearchParams(location.search)
  const scenario: Scenario = scenarios.find((one) => one === query.get('scenario')) ?? 'ready'
  const theme = (['light', 'dark'] as const).find((one) => one === query.get('theme')) ?? 'system'
  const language = (['en', 'zh-CN'] as const).find((one) => one === query.get('language')) ?? 'system'
  const model = new FakeModel(scenario, { theme, language })
  const failApply = query.has('fail')
    ? {
        failApply: {
          code: 'SHELL_NOT_VERIFIED' as const,
          message: 'timed out',
          details: { shell: 'zsh', why: 'It did not answer within 10 s.' },
        },
      }
    : {}
  const { client } = connectFake(model, { pace: Number(query.get('pace') ?? 60), ...failApply })
  return { client, host: 'web', onLost: (callback) => (query.has('lost') ? callNow(callback) : () => undefined) }
}

function callNow(callback: (reason: 'closed') => void): () => void {
  callback('closed')
  return () => undefined
}
