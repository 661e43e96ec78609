import { z } from 'zod'
import { base } from './base'

const values = {
  language: z.enum(['system', 'en', 'zh-CN']),
  theme: z.enum(['system', 'light', 'dark']),
  /** Proxies the user added. `goproxy` is stored as typed. */
  customProxies: z.array(z.object({ id: z.string(), label: z.string(), goproxy: z.string() })),
  /** Extra sources of Go releases: base URLs of archive mirrors. */
  archiveMirrors: z.array(z.string()),
  /** Take Go releases only from the proxies in GOPROXY, never from a public source. */
  onlyOwnProxies: z.boolean(),
  /** Where SDKs go; null is `~/sdk`. */
  sdkRoot: z.string().nullable(),
  /** Check a fresh shell after each change of rc files and roll back when it does not work. */
  checkFreshShell: z.boolean(),
  /** The wizard was finished or skipped. */
  wizardDone: z.boolean(),
}

/** Everything GoReady remembers by the user's choice. One versioned schema, shared by every host. */
export const settingsSchema = z.object({
  language: values.language.default('system'),
  theme: values.theme.default('system'),
  customProxies: values.customProxies.default([]),
  archiveMirrors: values.archiveMirrors.default([]),
  onlyOwnProxies: values.onlyOwnProxies.default(false),
  sdkRoot: values.sdkRoot.default(null),
  checkFreshShell: values.checkFreshShell.default(true),
  wizardDone: values.wizardDone.default(false),
})
export type Settings = z.infer<typeof settingsSchema>

// Not `settingsSchema.partial()`: that fills in the defaults of whatever is not given, and so resets it.
const settingsPatch = z.object(values).partial()

export const settingsContract = {
  get: base.output(settingsSchema),
  /** Changes what is given; the rest stays as it is. */
  set: base.input(settingsPatch).output(settingsSchema),
}
