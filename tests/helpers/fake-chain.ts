import { type ChainRoom, createChain } from '../../main/chain'
import type { ProxyState } from '../../preload/contract'
import { envRows, home } from './fake-data'
import type { FakeModel } from './fake-model'

/** The real simulator and preview over a fake machine: they ask nobody. Planning is the router's. */
export function fakeChain(model: FakeModel, proxyState: () => ProxyState): Omit<ChainRoom, 'plan'> {
  const effective = async (name: string): Promise<string> =>
    envRows(model.file, model.isBlocked).find((row) => row.name === name)?.value ?? ''
  return createChain(
    { env: {}, home, settings: { get: () => model.settings } as never },
    {
      goenv: { effective, planSet: () => Promise.reject(new Error('the router plans')) },
      proxy: { state: async () => proxyState(), changesForUse: async () => [] },
    },
  )
}
