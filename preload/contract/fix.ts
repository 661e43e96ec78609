import { z } from 'zod'

/**
 * What a one-click fix asks for. `status.planFix` turns it into a previewed plan; nothing is changed by the request itself.
 */
export const fixRequest = z.discriminatedUnion('kind', [
  /** Set (`value`) or reset (`null`) variables in the user's go env file. */
  z.object({ kind: z.literal('set-env'), values: z.record(z.string(), z.string().nullable()) }),
  /** Comment out lines of the go env file that keep `go` from starting (a bad GOROOT and the like). */
  z.object({ kind: z.literal('repair-goenv-file') }),
  /** Comment out one `export NAME=…` line of an rc file, kept restorable by undo. */
  z.object({
    kind: z.literal('disable-rc-line'),
    path: z.string(),
    line: z.number().int().positive(),
    name: z.string(),
  }),
  /** Write GoReady's PATH block to the rc files of these shells (empty: those the user has). */
  z.object({ kind: z.literal('set-path'), shells: z.array(z.string()) }),
  /** Install a release and switch to it. */
  z.object({ kind: z.literal('install'), version: z.string() }),
  /** Switch the active SDK. */
  z.object({ kind: z.literal('use'), version: z.string() }),
])
export type FixRequest = z.infer<typeof fixRequest>
