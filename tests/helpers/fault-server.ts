import { createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { type Fault, healthyAnswer, misbehave, type ServedFile } from './wire-faults'

export type { Fault, ServedFile }

/** A request as it came. */
export interface SeenRequest {
  readonly method: string
  readonly target: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  /** What was done with it. */
  readonly fault: Fault | 'none'
  /** Whether the connection that it came by is closed by now. */
  readonly isGone: () => boolean
}

export interface FaultServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string
  readonly requests: readonly SeenRequest[]
  /** The files by path; change it to change what is served. */
  readonly files: Map<string, ServedFile>
  /** Does these, one a request, then serves well again. */
  next(...faults: (Fault | 'none')[]): void
  /** Does this at every request from now on, or at those of which `where` says so; null serves well again. */
  always(fault: Fault | null, where?: (request: Pick<SeenRequest, 'target' | 'headers'>) => boolean): void
  /** Answers requests for `path` with exactly these bytes and closes; null no longer. */
  raw(path: string, answer: string | Buffer | null): void
  /** Holds answers back until the returned function is called. */
  hold(): () => void
  /** How many connections were made. */
  connections(): number
  close(): Promise<void>
}

/**
 * A server on loopback that speaks HTTP/1.1 byte by byte, so that it can break every rule; closed when the test is
 * finished. It serves as an HTTP proxy too: of a whole address in the request line only the path counts.
 *
 * @param find gives files that are not among `files`, by path
 */
export async function startFaultServer(
  files: Readonly<Record<string, ServedFile>>,
  find: (path: string) => Promise<ServedFile | undefined> = async () => undefined,
): Promise<FaultServer> {
  const served = new Map(Object.entries(files))
  const requests: SeenRequest[] = []
  const script: (Fault | 'none')[] = []
  const raws = new Map<string, string | Buffer>()
  const sockets = new Set<Socket>()
  let standing: Fault | null = null
  let isMeant: NonNullable<Parameters<FaultServer['always']>[1]> = () => true
  let connections = 0
  let held: Promise<void> = Promise.resolve()

  const answer = async (socket: Socket, head: string): Promise<void> => {
    const { method, target, headers } = parseHead(head)
    const path = target.replace(/^http:\/\/[^/]+|\?.*$/g, '')
    const fault = script.shift() ?? (isMeant({ target, headers }) ? standing : null) ?? 'none'
    requests.push({ method, target, headers, fault, isGone: () => !sockets.has(socket) })
    await held
    const raw = raws.get(path)
    // A path that is not there can still be answered wrongly
    const file = served.get(path) ?? (await find(path)) ?? (fault === 'none' ? undefined : { body: Buffer.alloc(0) })
    if (raw !== undefined) socket.end(raw)
    else if (file === undefined) socket.write('HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nnot found')
    else misbehave(fault, { socket, answer: healthyAnswer(file, headers), whole: healthyAnswer(file, {}), target })
  }
  const server = createServer((socket) => {
    connections++
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // Clients that give up are part of the game
    socket.on('error', () => socket.destroy())
    let pending = ''
    socket.on('data', (bytes) => {
      pending += bytes.toString('latin1')
      for (let end = pending.indexOf('\r\n\r\n'); end >= 0; end = pending.indexOf('\r\n\r\n')) {
        const head = pending.slice(0, end)
        pending = pending.slice(end + 4)
        void answer(socket, head)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  onTestFinished(close)
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    files: served,
    next: (...added) => void script.push(...added),
    always(fault, where = () => true) {
      standing = fault
      isMeant = where
    },
    raw: (path, bytes) => void (bytes === null ? raws.delete(path) : raws.set(path, bytes)),
    hold() {
      let release = (): void => undefined
      held = new Promise((resolve) => {
        release = resolve
      })
      return () => release()
    },
    connections: () => connections,
    close,
  }
}

function parseHead(head: string): Omit<SeenRequest, 'fault' | 'isGone'> {
  const [first = '', ...lines] = head.split('\r\n')
  const [method = '', target = ''] = first.split(' ')
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  return { method, target, headers }
}
