import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { base } from './base'
import { failureShape } from './failure'
import { envOrigin } from './goenv'
import { planPreview } from './journal'
import { textSchema } from './text'

/** A proxy to offer. `goproxy` is the whole GOPROXY value that choosing it writes. */
export const proxyPreset = z.object({
  id: z.string(),
  label: z.string(),
  /** Base URL, null for `direct` and `off`. Credentials masked. */
  url: z.string().nullable(),
  goproxy: z.string(),
  note: textSchema.nullable(),
  custom: z.boolean(),
})
export type ProxyPreset = z.infer<typeof proxyPreset>

export const sumdbPreset = z.object({
  id: z.string(),
  label: z.string(),
  gosumdb: z.string(),
  note: textSchema.nullable(),
})
export type SumdbPreset = z.infer<typeof sumdbPreset>

export const proxyState = z.object({
  goproxy: z.string(),
  gosumdb: z.string(),
  goproxyOrigin: envOrigin,
  gosumdbOrigin: envOrigin,
  /** Id of the preset that is in force; null when the value is none of them. */
  current: z.string().nullable(),
  presets: z.array(proxyPreset),
  sumdbs: z.array(sumdbPreset),
  /** HTTP(S)_PROXY and NO_PROXY as picked up, credentials masked; null when not set. */
  http: z.object({
    httpProxy: z.string().nullable(),
    httpsProxy: z.string().nullable(),
    noProxy: z.string().nullable(),
  }),
})
export type ProxyState = z.infer<typeof proxyState>

/** One request of a whole probe. `path` stands below the proxy's address, which may hold credentials. */
export const probeRequest = z.object({
  kind: z.enum(['info', 'mod', 'zip', 'list', 'latest', 'supported', 'toolchain']),
  path: z.string(),
  status: z.number().nullable(),
  milliseconds: z.number().nullable(),
  bytes: z.number(),
  /** `absent`: an answer that leaves go to ask elsewhere, which no module request may give. */
  verdict: z.enum(['right', 'absent', 'wrong']),
  failure: failureShape.nullable(),
})
export type ProbeRequest = z.infer<typeof probeRequest>

/** Milliseconds of the request that made the connection; null: there was no such part. `wait`: until the first byte. */
export const probePhases = z.object({
  dns: z.number().nullable(),
  tcp: z.number().nullable(),
  tls: z.number().nullable(),
  wait: z.number(),
  transfer: z.number(),
})
export type ProbePhases = z.infer<typeof probePhases>

/** What a probe by the whole protocol shows beyond a quick one. */
export const probeDetail = z.object({
  requests: z.array(probeRequest),
  /** Module requests answered rightly, of those sent: 0 to 1. */
  successRate: z.number(),
  /** Milliseconds, of the small requests that were answered rightly. */
  p95: z.number().nullable(),
  phases: probePhases.nullable(),
  /** The latest version of the first module that it knows; `behind` when another proxy of this probe knows a newer one. */
  latest: z.string().nullable(),
  newest: z.string().nullable(),
  behind: z.boolean().nullable(),
})
export type ProbeDetail = z.infer<typeof probeDetail>

/** What a whole probe is going to ask, before it does. Bytes and requests are at most so many for each proxy. */
export const probePlan = z.object({
  proxies: z.number(),
  requests: z.number(),
  bytes: z.number(),
  /** Null: the fixed set of public modules. */
  folder: z.string().nullable(),
  modules: z.array(z.object({ path: z.string(), version: z.string() })),
  /** Modules of the folder that no proxy is told of. */
  withheld: z.array(z.object({ path: z.string(), why: z.enum(['pattern', 'private-look', 'no-module']) })),
})
export type ProbePlan = z.infer<typeof probePlan>

/** How the newest run of a proxy compares with the week before it. `factor` is of the median latency. */
export const probeChange = z.object({
  kind: z.enum(['slower', 'faster', 'failing', 'back', 'steady']),
  factor: z.number().nullable(),
  since: z.string(),
})
export type ProbeChange = z.infer<typeof probeChange>

/** The earlier probes of one proxy, oldest first. */
export const probeHistory = z.object({
  id: z.string(),
  points: z.array(
    z.object({
      at: z.string(),
      verdict: z.enum(['good', 'usable', 'failed']),
      latency: z.number().nullable(),
      throughput: z.number().nullable(),
    }),
  ),
  /** Null: too few runs to tell. */
  change: probeChange.nullable(),
})
export type ProbeHistory = z.infer<typeof probeHistory>

/** One proxy probed. Latency in milliseconds (median of the answers), throughput in bytes a second. */
export const probeRow = z.object({
  id: z.string(),
  phase: z.enum(['waiting', 'running', 'done']),
  verdict: z.enum(['good', 'usable', 'failed']).nullable(),
  latency: z.number().nullable(),
  throughput: z.number().nullable(),
  sumdb: z.enum(['served', 'not-served', 'unknown']),
  failure: failureShape.nullable(),
  /** Of a whole probe, once it is done. */
  detail: probeDetail.optional(),
})
export type ProbeRow = z.infer<typeof probeRow>

export const probeResult = z.object({
  rows: z.array(probeRow),
  best: z.string().nullable(),
  bestSumdb: z.string().nullable(),
})
export type ProbeResult = z.infer<typeof probeResult>

/** What takes a blocker away by a plan: a line of a shell's file commented out, or another value in an editor's or a project's file. */
export const landingFix = z.object({
  kind: z.enum(['rc-line', 'value']),
  path: z.string(),
  line: z.number().int().positive(),
  name: z.string(),
})
export type LandingFix = z.infer<typeof landingFix>

/** One place where a proxy setting has to arrive to matter. */
export const landing = z.object({
  place: z.enum([
    'goenv-file',
    'login-shell',
    'interactive-shell',
    'session',
    'vscode',
    'project',
    'program',
    'process',
  ]),
  label: textSchema,
  value: z.string().nullable(),
  verdict: z.enum(['landed', 'differs', 'not-verified', 'not-present']),
  blocker: z.object({ path: z.string(), line: z.number().nullable() }).nullable(),
  next: textSchema.nullable(),
  fix: landingFix.nullable(),
})
export type Landing = z.infer<typeof landing>

export const proxyContract = {
  state: base.output(proxyState),
  /** Yields a row whenever one changes; returns all rows and the best. Empty `ids`: every preset with a URL. */
  probe: base
    .input(
      z.object({
        ids: z.array(z.string()),
        /** By the whole protocol, with the modules that the go.mod in `folder` requires when one is given. */
        whole: z.object({ folder: z.string().nullable() }).optional(),
      }),
    )
    .output(eventIterator(probeRow, probeResult)),
  /** What a whole probe would ask. */
  probePlan: base.input(z.object({ ids: z.array(z.string()), folder: z.string().nullable() })).output(probePlan),
  history: base.output(z.array(probeHistory)),
  /** `id` of a preset, or a whole GOPROXY value. `gosumdb` null leaves GOSUMDB alone. */
  planUse: base
    .input(
      z.object({
        use: z.union([z.object({ id: z.string() }), z.object({ goproxy: z.string() })]),
        gosumdb: z.string().nullable(),
      }),
    )
    .output(planPreview),
  /** `folder`: a project whose files are looked at as well. */
  landed: base.input(z.object({ folder: z.string().nullable() }).optional()).output(z.array(landing)),
  planLandingFix: base.input(landingFix.extend({ folder: z.string().nullable() })).output(planPreview),
  addCustom: base.input(z.object({ label: z.string(), goproxy: z.string() })).output(proxyState),
  removeCustom: base.input(z.object({ id: z.string() })).output(proxyState),
}
