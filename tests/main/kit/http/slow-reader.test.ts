import { type AddressInfo, createServer, Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createHttp, type Failure } from '../../../../main/kit'
import { networkFailure } from '../../../../main/kit/http/network-failure'
import { withPatientEnd } from '../../../../main/kit/http/patient-end'
import { testWorld } from '../../../helpers/world'

// More than may wait for the reader, so that the connection is not read from for a while.
const sizes = [256 * 1024, 300_000, 1024 * 1024, 1_300_001]
const body = Buffer.alloc(Math.max(...sizes), 'goready.')

interface Framing {
  readonly head: string
  readonly frame?: (part: Buffer) => Buffer
}
const framings: Record<string, (size: number) => Framing> = {
  'a length, then closed': (size) => ({ head: `HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\nConnection: close` }),
  'a length, as HTTP/1.0 has it': (size) => ({ head: `HTTP/1.0 200 OK\r\nContent-Length: ${size}` }),
  'no length': () => ({ head: 'HTTP/1.1 200 OK' }),
  'chunks, then closed': () => ({
    head: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close',
    frame: (part) =>
      Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n0\r\n\r\n')]),
  }),
}

/** A server that sends so and then does `last`; the address, and what tells when all was handed to the system. */
async function serve(bytes: Buffer, last: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => socket.write(bytes, () => last(socket)))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`
}

/** Reads a body with pauses in which everything else goes on; what came before it failed, if it did. */
async function readSlowly(url: string, pauses: number): Promise<{ received: Buffer; failure: Failure | null }> {
  const world = await testWorld()
  const http = createHttp({ env: {}, log: world.log })
  onTestFinished(() => http.close())
  const stream = await http.open(url)
  const pieces: Buffer[] = []
  try {
    for await (const piece of stream.body) {
      pieces.push(piece)
      for (let i = 0; i < pauses; i++) await setImmediate()
    }
  } catch (error) {
    return { received: Buffer.concat(pieces), failure: error as Failure }
  }
  return { received: Buffer.concat(pieces), failure: null }
}

describe.each(Object.entries(framings))('a slow reader of a body with %s', (title, framing) => {
  test.each(sizes)('of %i bytes gets all of it', async (size) => {
    const { head, frame = (part) => part } = framing(size)
    const url = await serve(Buffer.concat([Buffer.from(`${head}\r\n\r\n`), frame(body.subarray(0, size))]), (socket) =>
      socket.end(),
    )
    for (const pauses of [1, 20]) {
      const { received, failure } = await readSlowly(url, pauses)
      expect([failure, received.equals(body.subarray(0, size))]).toEqual([null, true])
    }
  })

  test('is told when it ends too soon', async () => {
    const size = 1024 * 1024
    const { head, frame = (part) => part } = framing(size)
    const whole = Buffer.concat([Buffer.from(`${head}\r\n\r\n`), frame(body.subarray(0, size))])
    const url = await serve(whole.subarray(0, -1_000), (socket) => socket.end())
    // without a length nobody can tell
    expect((await readSlowly(url, 20)).failure?.code).toBe(title === 'no length' ? undefined : 'DOWNLOAD_TRUNCATED')
  })
})

test('a reset is no end', async () => {
  const socket = new Socket()
  const connect = withPatientEnd((_options, callback) => callback(null, socket))
  connect({ hostname: 'h', protocol: 'http:', port: '80' }, () => undefined)
  const error = new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve))
  socket.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
  expect(networkFailure(await error, { host: 'h', what: '/x' }, 1)).toMatchObject({
    code: 'NETWORK_UNREACHABLE',
    details: { why: 'the connection was reset' },
  })
  expect((await error).code).not.toBe('ECONNRESET')
})
