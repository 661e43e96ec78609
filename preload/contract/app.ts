import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { base } from './base'

export const appInfo = z.object({
  version: z.string(),
  host: z.enum(['electron', 'web', 'cli']),
  platform: z.object({ os: z.string(), arch: z.string() }),
  home: z.string(),
  dirs: z.object({ data: z.string(), config: z.string(), cache: z.string(), logs: z.string() }),
  /** BCP 47, as the system says. */
  systemLanguage: z.string(),
})
export type AppInfo = z.infer<typeof appInfo>

/** Something changed outside the asking window; stores of that topic ask again for the whole. */
export const changed = z.object({ topic: z.enum(['settings', 'journal', 'sdk', 'goenv', 'temporary']) })
export type Changed = z.infer<typeof changed>

/** Pages that GoReady may open in the system browser, by name: never a free URL. */
export const externalLink = z.enum(['go-release-notes', 'go-modules-reference', 'go-sumdb', 'goproxy-cn', 'project'])
export type ExternalLink = z.infer<typeof externalLink>

export const appContract = {
  info: base.output(appInfo),
  changes: base.output(eventIterator(changed)),
  /** Opens a page in the system's browser; where the host's own machine is not the user's, `url` is for the page to open. */
  openLink: base
    .input(z.object({ link: externalLink, version: z.string().nullable() }))
    .output(z.object({ url: z.string().nullable() })),
}
