import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { base } from './base'
import { textSchema } from './text'

/** Everything that an examination may come to, as a closed list; its words stand under `doctor.conclusion.<code>`. */
export const conclusionCodes = [
  // it works
  'ok',
  'ok-intercepted',
  'ok-local-authority',
  'ipv6-hangs',
  'sumdb-not-served',
  // the way to the host
  'dns-failed',
  'refused',
  'reset',
  'unreachable',
  'connect-timeout',
  'forbidden-by-system',
  // the network proxy
  'proxy-auth',
  'proxy-refused',
  'proxy-down',
  'proxy-unreachable',
  // TLS
  'wrong-clock',
  'cert-expired',
  'cert-not-yet-valid',
  'wrong-host',
  'self-signed',
  'unknown-issuer',
  'cert-refused',
  'not-tls',
  'tls-failed',
  'tls-stalled',
  // HTTP
  'captive-portal',
  'redirect-loop',
  'redirect-refused',
  'no-answer',
  'stalled',
  'cut-off',
  'malformed',
  'not-a-proxy',
  // authentication
  'token-expired',
  'token-not-yet-valid',
  'token-audience',
  'unauthorized',
  'forbidden',
  // what it answered
  'not-found',
  'not-found-private',
  'teapot',
  'rate-limited',
  'server-error',
  'bad-gateway',
  'unavailable',
  'gateway-timeout',
  'target-down',
  'other-status',
  // nothing to ask
  'off',
] as const
export type ConclusionCode = (typeof conclusionCodes)[number]

export const conclusion = z.object({
  code: z.enum(conclusionCodes),
  /** `note`: it works, but. */
  verdict: z.enum(['good', 'note', 'problem']),
  what: textSchema,
  /** What was seen that shows it. */
  evidence: z.array(textSchema),
  /** What to do, the best first. */
  next: z.array(textSchema),
})
export type Conclusion = z.infer<typeof conclusion>

export const doctorHop = z.object({
  kind: z.enum(['dns', 'connect', 'tunnel', 'tls', 'http', 'redirect', 'body']),
  /** Which request of a row of redirects, from 0. */
  leg: z.number(),
  to: z.enum(['target', 'proxy']),
  host: z.string(),
  /** Null while it runs. */
  milliseconds: z.number().nullable(),
  verdict: z.enum(['running', 'good', 'note', 'failed']),
  words: textSchema.nullable(),
})
export type DoctorHop = z.infer<typeof doctorHop>

/** One address examined. Credentials are hidden. */
export const exam = z.object({
  id: z.string(),
  /** `control`: the same address without the network proxy, to tell which of the two fails. */
  role: z.enum(['target', 'entry', 'direct', 'sumdb', 'control']),
  label: textSchema,
  /** Null for `off`. */
  url: z.string().nullable(),
  /** The network proxy on the way. */
  via: z.string().nullable(),
  hops: z.array(doctorHop),
  conclusion: conclusion.nullable(),
})
export type Exam = z.infer<typeof exam>

export const doctorReport = z.object({
  verdict: z.enum(['good', 'note', 'problem']),
  headline: textSchema,
  exams: z.array(exam),
  /** ISO 8601. */
  examinedAt: z.string(),
})
export type DoctorReport = z.infer<typeof doctorReport>

export const doctorInput = z.object({
  /** A web address, `module@version`, or null for the user's own GOPROXY and GOSUMDB. */
  target: z.string().max(2000).nullable(),
  /** The network proxy to go through instead of the environment's. */
  via: z.string().max(2000).nullable(),
  /** The name of an environment variable with a token: it is read here, and never sent or shown. */
  tokenEnv: z.string().max(200).nullable(),
})
export type DoctorInput = z.infer<typeof doctorInput>

export const doctorContract = {
  /** Yields an examination whenever one changes; returns all of them and what they come to. */
  examine: base.input(doctorInput).output(eventIterator(exam, doctorReport)),
}
