import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { z } from 'zod'
import { type Clock, hasErrno, type Logger, writeAtomic } from '../../kit'

/** What a running host leaves in the user's private runtime folder, so that a second start finds it. */
const instanceSchema = z.object({
  port: z.number().int().min(1).max(65_535),
  /** Never sent anywhere: both sides only show that they know it. */
  secret: z.string().regex(/^[\w-]{43}$/),
  /** Which build of GoReady runs; another one does not reuse it. */
  build: z.string(),
})
export type Instance = z.infer<typeof instanceSchema>

const helloAnswer = z.object({ proof: z.string(), nonce: z.string() })
const linkAnswer = z.object({ code: z.string() })

/** Milliseconds for one answer of a running instance. */
const patience = 2_000
/** Milliseconds a challenge is good for. */
const challengeLifetime = 10_000
const waitingChallenges = 64

const fileOf = (runtimeDir: string): string => join(runtimeDir, 'web.json')

export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** Writes the instance file, readable by its owner alone. */
export async function writeInstance(runtimeDir: string, instance: Instance): Promise<void> {
  await fs.mkdir(runtimeDir, { recursive: true, mode: 0o700 })
  await writeAtomic(fileOf(runtimeDir), Buffer.from(JSON.stringify(instance)), { mode: 0o600 })
}

/** The instance that the file names; null when there is none or when somebody else could have written or read it. */
export async function readInstance(runtimeDir: string, log: Logger): Promise<Instance | null> {
  const path = fileOf(runtimeDir)
  try {
    const stat = await fs.lstat(path)
    const isPrivate = process.platform === 'win32' || (stat.uid === process.getuid?.() && (stat.mode & 0o077) === 0)
    if (!stat.isFile() || !isPrivate) {
      log.warn({ path }, 'the instance file is not private; not used')
      return null
    }
    return instanceSchema.parse(JSON.parse(await fs.readFile(path, 'utf8')))
  } catch (error) {
    if (!hasErrno(error, 'ENOENT')) log.warn({ path, err: error }, 'the instance file can not be used')
    return null
  }
}

/** Removes the instance file unless another host has taken its place. */
export async function removeInstance(runtimeDir: string, secret: string, log: Logger): Promise<void> {
  const current = await readInstance(runtimeDir, log)
  if (current?.secret === secret) await fs.rm(fileOf(runtimeDir), { force: true })
}

/** The answering side: proves itself to whoever asks, and asks for proof before it hands out anything. */
export interface InstanceKeeper {
  /** Proof of the secret for the asker's nonce, and a challenge of our own. */
  hello(nonce: string): { proof: string; nonce: string }
  /** Whether `proof` answers a challenge that is still open; each is good for one try. */
  isProven(nonce: string, proof: string): boolean
}

export function keepInstance(secret: string, port: number, clock: Clock): InstanceKeeper {
  const challenges = new Map<string, number>()
  return {
    hello(nonce) {
      const own = randomBytes(16).toString('base64url')
      challenges.set(own, clock.monotonic() + challengeLifetime)
      const [oldest] = challenges.keys()
      if (challenges.size > waitingChallenges && oldest !== undefined) challenges.delete(oldest)
      return { proof: proofOf(secret, 'server', port, nonce), nonce: own }
    },
    isProven(nonce, proof) {
      const expires = challenges.get(nonce)
      challenges.delete(nonce)
      if (expires === undefined || clock.monotonic() >= expires) return false
      return isEqual(proof, proofOf(secret, 'client', port, nonce))
    },
  }
}

/**
 * Asks the running instance for a launch code. Before anything is sent, whatever listens on its port must prove that it
 * knows the secret: another program may have taken the port. Null when nobody answers or the proof is wrong.
 */
export async function askInstance(instance: Instance, log: Logger): Promise<string | null> {
  const { port, secret } = instance
  const nonce = randomBytes(16).toString('base64url')
  const hello = helloAnswer.safeParse(await post(port, '/instance/hello', { nonce }))
  if (!hello.success) return null
  if (!isEqual(hello.data.proof, proofOf(secret, 'server', port, nonce))) {
    log.warn({ port }, "another program answers on the running instance's port; nothing was sent to it")
    return null
  }
  const proof = proofOf(secret, 'client', port, hello.data.nonce)
  const link = linkAnswer.safeParse(await post(port, '/instance/link', { nonce: hello.data.nonce, proof }))
  return link.success ? link.data.code : null
}

// the side and the port are part of it, so that a proof can be neither turned back nor passed on from another port
function proofOf(secret: string, side: 'server' | 'client', port: number, nonce: string): string {
  return createHmac('sha256', secret).update(`goready ${side} ${port} ${nonce}`).digest('base64url')
}

function isEqual(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}

// node:http and not the program's HTTP client: never through a proxy, nothing but 127.0.0.1
function post(port: number, path: string, body: unknown): Promise<unknown> {
  const bytes = Buffer.from(JSON.stringify(body))
  return new Promise((resolve) => {
    const asking = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: 'POST',
        agent: false,
        headers: { 'content-type': 'application/json', 'content-length': bytes.length },
        signal: AbortSignal.timeout(patience),
      },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk: string) => {
          text += chunk
          if (text.length > 4096) asking.destroy(new Error('answer too long'))
        })
        answer.on('end', () => resolve(answer.statusCode === 200 ? parse(text) : null))
        answer.on('error', () => resolve(null))
      },
    )
    asking.on('error', () => resolve(null))
    asking.end(bytes)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // no JSON is no answer
  }
}
