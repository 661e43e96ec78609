import { type LookupFunction, connect as openSocket, type Socket } from 'node:net'
import { Failure, throwIfCancelled } from '../failure'
import { classOfAddress } from '../http/address-class'
import { withLimits } from '../http/with-limits'
import { faultOf } from './fault'
import type { Address, Attempt, HopFault } from './hop'
import type { TraceTools } from './tools'
import { firstOf } from './waiting'

type Found = { readonly addresses: Address[]; readonly fault: HopFault | null; readonly detail: string }

/** The addresses of a name in the resolver's order. */
export async function resolve(tools: TraceTools, host: string, signal: AbortSignal): Promise<Found> {
  try {
    const late = (): Failure => new Failure('NETWORK_TIMEOUT', `${host}: no answer of the resolver`, { host })
    const addresses = await withLimits(ask(tools.lookup, host), signal, tools.limits.dns, late)
    return addresses.length > 0
      ? { addresses, fault: null, detail: '' }
      : { addresses, fault: 'no-address', detail: 'ENODATA' }
  } catch (error) {
    throwIfCancelled(signal)
    return { addresses: [], ...faultOf(error) }
  }
}

function ask(lookup: LookupFunction, host: string): Promise<Address[]> {
  return new Promise((done, reject) => {
    lookup(host, { all: true }, (error, found, family) => {
      if (error) return reject(error)
      const all = typeof found === 'string' ? [{ address: found, family }] : found
      done(all.map((one) => ({ address: one.address, family: one.family === 6 ? 6 : 4 })))
    })
  })
}

/** True when an address is this very computer's or its link's: no redirect may lead there. */
export function isInward({ address }: Address): boolean {
  return ['loopback', 'link-local'].includes(classOfAddress(address) ?? '')
}

export interface Dialed {
  readonly attempts: Attempt[]
  readonly socket: Socket | null
  readonly fault: HopFault | null
  readonly detail: string
}

const mostAddresses = 4

/** Tries addresses one after the other, so that each is seen alone, until one answers. */
export async function dial(
  tools: TraceTools,
  { addresses, port }: { readonly addresses: readonly Address[]; readonly port: number },
  signal: AbortSignal,
): Promise<Dialed> {
  const attempts: Attempt[] = []
  let last: ReturnType<typeof faultOf> | null = null
  for (const { address, family } of addresses.slice(0, mostAddresses)) {
    const started = tools.clock.monotonic()
    const passed = (): number => tools.clock.monotonic() - started
    const socket = openSocket({ host: address, port, family, noDelay: true })
    tools.opened.add(socket)
    try {
      await firstOf(socket, ['connect'], { milliseconds: tools.limits.connect, signal, host: address })
      attempts.push({ address, family, milliseconds: passed(), fault: null })
      return { attempts, socket, fault: null, detail: '' }
    } catch (error) {
      socket.destroy()
      throwIfCancelled(signal)
      last = faultOf(error)
      attempts.push({ address, family, milliseconds: passed(), fault: last.fault })
    }
  }
  return { attempts, socket: null, ...(last ?? { fault: 'no-address', detail: '' }) }
}
