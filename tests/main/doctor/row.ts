import type { ConclusionCode } from '../../../preload/contract/doctor'
import type { BadNetwork, Behaviour } from '../../helpers/bad-network'
import type { Situation } from '../../helpers/doctor-scene'

type Build = (net: BadNetwork) => Promise<Situation>

/** A world, what it comes to, and one change of it that makes it come to something else. */
export interface Row {
  readonly name: string
  readonly world: Build
  readonly code: ConclusionCode
  readonly evidence: readonly string[]
  readonly next: readonly string[]
  readonly mutation: Build
  readonly becomes: ConclusionCode
}

/** An origin that answers with this status, these headers, this body. */
export function answers(status: number, headers: Record<string, string | string[]> = {}, body = ''): Behaviour {
  return (_request, response) => void response.writeHead(status, headers).end(body)
}

export const info = JSON.stringify({ Version: 'v1.0.0', Time: '2026-01-02T03:04:05Z' })
export const works = answers(200, { 'content-type': 'application/json' }, info)

/** A plain http origin, asked by its name. */
export const http =
  (behaviour: Behaviour, more: Omit<Situation, 'target'> = {}, path = '/x/@v/v1.0.0.info'): Build =>
  async (net) => ({ target: `http://origin.example:${await net.origin(behaviour)}${path}`, ...more })

/** An https origin whose certificate everybody trusts. */
export const https =
  (behaviour: Behaviour, more: Omit<Situation, 'target'> = {}, path = '/x/@v/v1.0.0.info'): Build =>
  async (net) => {
    const identity = await (await net.authority('everybodys')).issue('origin.example')
    return { target: `https://origin.example:${await net.origin(behaviour, { identity })}${path}`, ...more }
  }
