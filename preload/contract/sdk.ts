import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { base } from './base'
import { planPreview, progress } from './journal'
import { textSchema } from './text'

export const proofKind = z.enum(['log-verified', 'index-verified', 'unverified'])

/** An SDK in the SDK folder (`~/sdk`), with how it got there. */
export const installedSdk = z.object({
  version: z.string(),
  goroot: z.string(),
  active: z.boolean(),
  /** `goready`: we placed it; `adopted`: it was there (golang.org/dl and the like). */
  origin: z.enum(['goready', 'adopted', 'foreign']),
  proof: proofKind,
  source: z.string().nullable(),
  installedAt: z.string().nullable(),
  notes: z.array(textSchema),
})
export type InstalledSdk = z.infer<typeof installedSdk>

export const goOwner = z.enum([
  'goready',
  'golang-dl',
  'tarball',
  'apt',
  'dnf',
  'pacman',
  'apk',
  'nix',
  'brew',
  'snap',
  'macports',
  'scoop',
  'choco',
  'msi',
  'winget',
  'gvm',
  'goenv',
  'mise',
  'asdf',
  'g',
  'toolchain-cache',
  'unknown',
])
export type GoOwner = z.infer<typeof goOwner>

/** Any Go on this machine. */
export const foundGo = z.object({
  goroot: z.string(),
  /** The executable, as PATH or the owner would name it. */
  binary: z.string(),
  version: z.string().nullable(),
  owner: goOwner,
  onPath: z.boolean(),
  winsInNewShell: z.boolean(),
  notes: z.array(textSchema),
})
export type FoundGo = z.infer<typeof foundGo>

export const sdkState = z.object({
  /** Where SDKs are placed: `~/sdk`. */
  sdkRoot: z.string(),
  /** The stable link that PATH points to. */
  currentLink: z.string(),
  current: z.string().nullable(),
  installed: z.array(installedSdk),
  found: z.array(foundGo),
})
export type SdkState = z.infer<typeof sdkState>

/** The result of hashing an installed GOROOT as the toolchain module and asking the checksum database. */
export const verifyReport = z.object({
  goroot: z.string(),
  version: z.string(),
  module: z.string(),
  verdict: z.enum(['identical', 'differs', 'not-in-log']),
  h1: z.string(),
  expected: z.string().nullable(),
  files: z.number(),
  /** Filled when `differs`; `unknown` verdicts name no file. Paths relative to GOROOT. */
  differences: z.array(z.object({ path: z.string(), kind: z.enum(['changed', 'missing', 'extra']) })),
  /** False when the files could not be pinned down (no reference to compare with). */
  differencesKnown: z.boolean(),
  /** The signed tree the answer was proved against. */
  tree: z.object({ size: z.number(), hash: z.string() }).nullable(),
  notes: z.array(textSchema),
})
export type VerifyReport = z.infer<typeof verifyReport>

const version = z.object({ version: z.string() })

export const sdkContract = {
  /** `probeShell` also asks a fresh login shell which Go wins (slower). */
  state: base.input(z.object({ probeShell: z.boolean() })).output(sdkState),
  planInstall: base.input(version.extend({ use: z.boolean() })).output(planPreview),
  planUse: base.input(version).output(planPreview),
  planUninstall: base.input(version).output(planPreview),
  verify: base.input(z.object({ goroot: z.string().nullable() })).output(eventIterator(progress, verifyReport)),
}
