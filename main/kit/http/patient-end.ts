import type { Socket } from 'node:net'
import type { buildConnector } from 'undici'

/** The code of a connection that was reset. */
export const resetCode = 'CONNECTION_RESET'

/**
 * A connector whose connections end only when all that came was read, and break off where they are reset. undici 7 ends the whole program by an assertion
 * when a connection that was not to be kept open ends, or is reset, while the reader of a body is slow
 * (nodejs/undici#5360); version 8 does not, but needs a newer Node.
 */
export function withPatientEnd(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    connect(options, (...result) => {
      if (result[1]) holdEndBack(result[1])
      callback(...result)
    })
  }
}

// undici reads until there is nothing, unless its reader is slow
function holdEndBack(socket: Socket): void {
  const { push, read, destroy } = socket
  let isAllRead = true
  let hasEnded = false
  socket.push = (chunk, encoding) => {
    if (chunk === null && !isAllRead) {
      hasEnded = true
      return false
    }
    isAllRead &&= chunk === null
    return push.call(socket, chunk, encoding)
  }
  socket.read = (size) => {
    const chunk: unknown = read.call(socket, size)
    // the stream's own way of asking for more
    if (size === 0) return chunk
    isAllRead = chunk === null
    if (isAllRead && hasEnded) {
      hasEnded = false
      process.nextTick(() => push.call(socket, null))
    }
    return chunk
  }
  socket.destroy = (error) => destroy.call(socket, notAsReset(error))
}

// undici takes a reset for an end, too, and the body that broke off there for a whole one
function notAsReset(error: Error | undefined): Error | undefined {
  if ((error as NodeJS.ErrnoException | undefined)?.code !== 'ECONNRESET') return error
  return Object.assign(new Error(error?.message, { cause: error }), { code: resetCode })
}
