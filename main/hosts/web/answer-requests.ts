import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Router } from '@orpc/server'
import { RPCHandler } from '@orpc/server/node'
import { z } from 'zod'
import type { Contract } from '../../../preload/contract'
import type { Logger } from '../../kit'
import { commonHeaders, type LoadedPage, type RunningCalls } from '../page'
import type { Access } from './access'
import type { InstanceKeeper } from './instance'
import { type Judgement, judgeRequest, type Route } from './judge-request'
import { readJson } from './read-json'

export interface Answering {
  readonly router: Router<Contract, Record<never, never>>
  readonly calls: RunningCalls
  readonly page: LoadedPage
  readonly access: Access
  readonly keeper: InstanceKeeper
  readonly port: number
  readonly log: Logger
}

const codeBody = z.strictObject({ code: z.string().max(64) })
const helloBody = z.strictObject({ nonce: z.string().regex(/^[\w-]{16,64}$/) })
const linkBody = z.strictObject({ nonce: z.string().max(64), proof: z.string().max(64) })

/** The function that answers one request: judged first, then the page, a launch step, or a call of the contract. */
export function answerRequests(
  options: Answering,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { access, log, page, port } = options
  const rpc = new RPCHandler(options.router, { interceptors: [options.calls.interceptor] })

  async function call(route: Route, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (route === 'api' && !access.allows(request.headers.authorization)) return refuseLate(access, response)
    const body = await readJson(request)
    if (body.kind === 'bad') refuse(response, body.status)
    else if (route !== 'api') await answerLaunch(route, body.value, options, response)
    else {
      for (const [name, value] of Object.entries(commonHeaders)) response.setHeader(name, value)
      // the adapter takes a body that was read already
      const { matched } = await rpc.handle(Object.assign(request, { body: body.value }), response, { prefix: '/api' })
      if (!matched) refuse(response, 404)
    }
  }

  return async (request, response) => {
    const judgement = judgeRequest(request, port)
    if (judgement.kind === 'refused') {
      log.warn({ status: judgement.status, why: judgement.why }, 'request refused')
      refuse(response, judgement.status)
    } else if (judgement.kind === 'page') sendPage(page, judgement, response)
    else await call(judgement.route, request, response)
  }
}

async function answerLaunch(
  route: Exclude<Route, 'api'>,
  body: unknown,
  { access, keeper }: Answering,
  response: ServerResponse,
): Promise<void> {
  if (route === 'instance-hello') {
    const given = helloBody.safeParse(body)
    if (given.success) sendJson(response, keeper.hello(given.data.nonce))
    else refuse(response, 400)
    return
  }
  if (route === 'instance-link') {
    const given = linkBody.safeParse(body)
    if (given.success && keeper.isProven(given.data.nonce, given.data.proof)) {
      return sendJson(response, { code: access.issueCode() })
    }
    access.countFailure()
    return refuseLate(access, response)
  }
  const given = codeBody.safeParse(body)
  const token = access.redeem(given.success ? given.data.code : '')
  if (token === null) await refuseLate(access, response)
  else sendJson(response, { token })
}

function sendPage(page: LoadedPage, asked: Extract<Judgement, { kind: 'page' }>, response: ServerResponse): void {
  const answer = page.answer(asked.path)
  if (answer === null) {
    refuse(response, 404)
    return
  }
  response.writeHead(200, { ...answer.headers, 'content-length': answer.body.length })
  response.end(asked.withBody ? answer.body : undefined)
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { ...commonHeaders, 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}

async function refuseLate(access: Access, response: ServerResponse): Promise<void> {
  await access.delayFailure()
  refuse(response, 401)
}

/** A bare status: nothing of the request comes back. The connection ends, with whatever else was sent on it. */
export function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...commonHeaders, 'content-length': 0, connection: 'close' })
  response.end()
}
