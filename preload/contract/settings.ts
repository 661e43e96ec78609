import { z } from 'zod'
import { base } from './base'

/** Everything GoReady remembers by the user's choice. One versioned schema, shared by every host. */
export const settingsSchema = z.object({
  language: z.enum(['system', 'en', 'zh-CN']).default('system'),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** Proxies the user added. `goproxy` is stored as typed. */
  customProxies: z.array(z.object({ id: z.string(), label: z.string(), goproxy: z.string() })).default([]),
  /** Extra sources of Go releases: base URLs of archive mirrors. */
  archiveMirrors: z.array(z.string()).default([]),
  /** Take Go releases only from the proxies in GOPROXY, never from a public source. */
  onlyOwnProxies: z.boolean().default(false),
  /** Where SDKs go; null is `~/sdk`. */
  sdkRoot: z.string().nullable().default(null),
  /** Check a fresh shell after each change of rc files and roll back when it does not work. */
  checkFreshShell: z.boolean().default(true),
  /** The wizard was finished or skipped. */
  wizardDone: z.boolean().default(false),
})
export type Settings = z.infer<typeof settingsSchema>

export const settingsContract = {
  get: base.output(settingsSchema),
  set: base.input(settingsSchema.partial()).output(settingsSchema),
}
