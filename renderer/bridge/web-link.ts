import { RPCLink } from '@orpc/client/fetch'
import { BridgeError } from './failure-of'
import type { LostSignal } from './lost-signal'

/** Session storage is bound to this tab, host and port: a reload keeps it, another tab needs a launch link of its own. */
const tokenKey = 'goready.token'

/** Redeems the launch code in the address, or goes on with the token of an earlier load of this tab. */
export async function openWebLink(lost: LostSignal): Promise<RPCLink<Record<never, never>>> {
  const token = await findToken()
  return new RPCLink({
    url: `${location.origin}/api`,
    headers: { authorization: `Bearer ${token}` },
    fetch: (request, init) => watchedFetch(request, init, lost),
  })
}

async function findToken(): Promise<string> {
  const code = /^#c=([\w-]+)$/.exec(location.hash)?.[1]
  if (code !== undefined) {
    // out of the address before anything else, so that it is neither in the history nor shared by accident
    history.replaceState(null, '', '/')
    sessionStorage.setItem(tokenKey, await redeem(code))
  }
  const token = sessionStorage.getItem(tokenKey)
  if (token === null) throw new BridgeError('no-session')
  return token
}

async function redeem(code: string): Promise<string> {
  const response = await fetch(`${location.origin}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  }).catch((cause: unknown) => {
    throw new BridgeError('unreachable', { cause })
  })
  const answer: unknown = response.ok ? await response.json() : null
  if (typeof answer === 'object' && answer !== null && 'token' in answer && typeof answer.token === 'string') {
    return answer.token
  }
  throw new BridgeError('session-refused')
}

async function watchedFetch(request: Request, init: RequestInit, lost: LostSignal): Promise<Response> {
  let response: Response
  try {
    response = await fetch(request, init)
  } catch (error) {
    if (!request.signal.aborted) lost.raise('closed')
    throw error
  }
  if (response.status === 401) {
    sessionStorage.removeItem(tokenKey)
    lost.raise('session')
  }
  return response.body === null ? response : new Response(watchedBody(response.body, request.signal, lost), response)
}

/** The same bytes; a stream that breaks off although nobody cancelled it means that the host is gone. */
function watchedBody(body: ReadableStream<Uint8Array>, signal: AbortSignal, lost: LostSignal): ReadableStream {
  const reader = body.getReader()
  let isGivenUp = false
  return new ReadableStream({
    async pull(controller) {
      let chunk: Awaited<ReturnType<typeof reader.read>>
      try {
        chunk = await reader.read()
      } catch (error) {
        if (!signal.aborted && !isGivenUp) lost.raise('closed')
        controller.error(error)
        return
      }
      // whoever read it may have left while we waited: closing what is closed would throw
      if (isGivenUp) return
      if (chunk.done) controller.close()
      else controller.enqueue(chunk.value)
    },
    cancel: (reason) => {
      isGivenUp = true
      return reader.cancel(reason)
    },
  })
}
