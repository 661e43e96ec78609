import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { base } from './base'
import { failureShape } from './failure'
import { fixRequest } from './fix'
import { textSchema } from './text'

/** Everything that GoReady recognises in an error message. Each has its texts under `explain.cause`. */
export const causeId = z.enum([
  // proxies and the network
  'private-module',
  'proxy-not-found',
  'proxy-unauthorized',
  'proxy-forbidden',
  'proxy-rate-limited',
  'proxy-teapot',
  'proxy-failed',
  'proxy-status',
  'proxy-off',
  'proxy-empty',
  'proxy-invalid',
  'not-a-proxy',
  'insecure-credentials',
  'http-proxy-login',
  'network-timeout',
  'dns-failure',
  'connection-refused',
  'connection-cut',
  'network-unreachable',
  'tls-unknown-authority',
  'tls-expired',
  'tls-wrong-host',
  'tls-not-spoken',
  // checksums
  'checksum-go-sum',
  'checksum-database',
  'sumdb-unreachable',
  'sumdb-unknown-module',
  'sumdb-invalid',
  'sumdb-off',
  'sumdb-forked',
  'missing-go-sum',
  // modules
  'unknown-revision',
  'no-such-version',
  'no-such-package',
  'declares-other-path',
  'no-go-import',
  'module-path-malformed',
  'git-login',
  'git-missing',
  'no-go-mod',
  'go-mod-syntax',
  'go-mod-outdated',
  'package-not-required',
  'not-in-std',
  'ambiguous-import',
  'vendor-inconsistent',
  'mod-flag',
  'modules-off',
  'workspace-outside',
  'replacement-missing',
  // Go itself and the machine
  'toolchain-unavailable',
  'go-too-old',
  'go-not-found',
  'editor-no-go',
  'goroot-missing',
  'sdk-mixed',
  'goflags-invalid',
  'platform-unknown',
  'env-overridden',
  'home-unset',
  'cache-denied',
  'disk-full',
  'file-limit',
  'c-compiler-missing',
  'vcs-status',
  'wrong-architecture',
  'archive-truncated',
])
export type CauseId = z.infer<typeof causeId>

/** What can be done: words, commands to copy, and a fix that GoReady can make where there is one. */
export const explainFix = z.object({
  text: textSchema,
  commands: z.array(z.string()),
  /** For `status.planFix`; null where a person has to do it. */
  plan: fixRequest.nullable(),
})
export type ExplainFix = z.infer<typeof explainFix>

/** One cause of what went wrong. Everything in it is redacted. */
export const explainCause = z.object({
  /** Tells it from others of this text. */
  key: z.string(),
  id: causeId,
  /** The lines that tell of it, colours and prefixes removed; `line` counts from 1 in the text that was given. */
  lines: z.array(z.object({ line: z.number(), text: z.string() })),
  /** How often the text tells of it. */
  count: z.number(),
  what: textSchema,
  why: textSchema,
  fixes: z.array(explainFix),
})
export type ExplainCause = z.infer<typeof explainCause>

/**
 * What a look at this machine or at the network said about a cause: `confirmed`: it is so here and now; `not-now`: it is
 * not, or no longer; `noted`: a fact beside it; `not-asked`: nobody could tell.
 */
export const evidence = z.object({
  verdict: z.enum(['confirmed', 'not-now', 'noted', 'not-asked']),
  text: textSchema,
  failure: failureShape.nullable(),
})
export type Evidence = z.infer<typeof evidence>

export const explainStep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cause'), cause: explainCause }),
  /** `fixes` replaces those of the cause, where the look changed what helps. */
  z.object({
    kind: z.literal('evidence'),
    key: z.string(),
    evidence: z.array(evidence),
    fixes: z.array(explainFix).nullable(),
  }),
])
export type ExplainStep = z.infer<typeof explainStep>

export const explained = z.object({
  causes: z.array(explainCause.extend({ evidence: z.array(evidence) })),
  /** Lines that were read. */
  read: z.number(),
  /** True when the text was longer than is read: the end of it was. */
  cut: z.boolean(),
  /** What to try when no cause was found. */
  next: z.array(textSchema),
})
export type Explained = z.infer<typeof explained>

export const explainContract = {
  /**
   * Finds the causes in the output of go, of a shell or of a CI job; of a long text the last MiB is read. Yields each
   * cause, then what was seen of it here. `live` false looks at nothing: no file, no process, no network.
   */
  read: base
    .input(z.object({ text: z.string().max(4 * 1024 * 1024), live: z.boolean() }))
    .output(eventIterator(explainStep, explained)),
}
