import { z } from 'zod'
import { base } from './base'
import { planPreview } from './journal'
import { proxyState } from './proxy'
import { catalogue } from './releases'
import { sdkState } from './sdk'
import { shellInfo, shellName } from './shell'

/** What the wizard decides. `version: null` keeps the Go that is there; `goproxy`/`gosumdb: null` leave the setting alone. */
export const setupChoice = z.object({
  version: z.string().nullable(),
  goproxy: z.string().nullable(),
  gosumdb: z.string().nullable(),
  shells: z.array(shellName),
})
export type SetupChoice = z.infer<typeof setupChoice>

export const setupDraft = z.object({
  catalogue,
  sdk: sdkState,
  proxy: proxyState,
  shells: z.array(shellInfo),
  /** The defaults, all right already. */
  choice: setupChoice,
  /** True on a machine where nothing was set up by GoReady and no Go works: open the wizard. */
  firstRun: z.boolean(),
})
export type SetupDraft = z.infer<typeof setupDraft>

export const setupContract = {
  draft: base.output(setupDraft),
  plan: base.input(setupChoice).output(planPreview),
}
