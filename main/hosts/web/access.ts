import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../kit'

/** Milliseconds a launch code is good for. */
export const codeLifetime = 60_000

/** Wrong tokens and codes within a minute from which on each further one is answered a second late. */
const freeFailures = 10
const failureWindow = 60_000
const penalty = 1_000
/** Launch codes that may be waiting at a time; the oldest gives way. */
const waitingCodes = 16

/** Who may use a running host. Nothing secret leaves it but through the two functions that are made to hand it out. */
export interface Access {
  /** A new launch code: 128 random bits, good once, for {@link codeLifetime}. */
  issueCode(): string
  /** The bearer token for a launch code that is good; null for any other, which counts as a failure. */
  redeem(code: string): string | null
  /** Whether an Authorization header carries the bearer token; if not, it counts as a failure. */
  allows(authorization: string | undefined): boolean
  /** Counts a failure of another kind of proof. */
  countFailure(): void
  /** Waits as long as an answer to a failure has to wait by now. */
  delayFailure(): Promise<void>
}

/** One bearer token of 256 random bits for the life of the host, and the launch codes that buy it. */
export function createAccess(clock: Clock): Access {
  const token = randomBytes(32).toString('base64url')
  const codes: { digest: Buffer; expires: number }[] = []
  const failures: number[] = []
  const fail = (): void => {
    failures.push(clock.monotonic())
    if (failures.length > freeFailures) failures.shift()
  }
  return {
    issueCode() {
      const code = randomBytes(16).toString('base64url')
      codes.push({ digest: digestOf(code), expires: clock.monotonic() + codeLifetime })
      if (codes.length > waitingCodes) codes.shift()
      return code
    },
    redeem(code) {
      const digest = digestOf(code)
      const index = codes.findIndex((candidate) => timingSafeEqual(candidate.digest, digest))
      const [found] = index < 0 ? [] : codes.splice(index, 1)
      if (found && clock.monotonic() < found.expires) return token
      fail()
      return null
    },
    allows(authorization) {
      const given = authorization?.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : ''
      // digests are of equal length whatever was given, and tell nothing about the token's bytes by their timing
      if (timingSafeEqual(digestOf(given), digestOf(token))) return true
      fail()
      return false
    },
    countFailure: fail,
    async delayFailure() {
      const oldest = failures.length < freeFailures ? undefined : failures[0]
      if (oldest !== undefined && clock.monotonic() - oldest < failureWindow) await clock.sleep(penalty)
    },
  }
}

function digestOf(value: string): Buffer {
  return createHash('sha256').update(value).digest()
}
