import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { RPCHandler } from '@orpc/server/message-port'
import type { Client } from '../../renderer/bridge'
import type { FakeModel } from './fake-model'
import { createFakeRouter, type FakeOptions } from './fake-router'

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
