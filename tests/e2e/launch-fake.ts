import { join } from 'node:path'
import type { Router } from '@orpc/server'
import type { Page } from '@playwright/test'
import { loadPage } from '../../main/hosts/page'
import { startWebHost, type WebHost } from '../../main/hosts/web/start-web-host'
import { logTo, systemClock } from '../../main/kit'
import type { Contract } from '../../preload/contract'

/** Serves the built page over a router of the test's own, and opens it: for looking at pages without a core. */
export async function launchFake(page: Page, router: Router<Contract, Record<never, never>>): Promise<WebHost> {
  const host = await startWebHost({
    router,
    page: await loadPage(join(import.meta.dirname, '../../out/renderer'), 'self'),
    instanceSecret: 'not-used-here',
    port: 0,
    clock: systemClock,
    log: logTo({ write: () => undefined }),
  })
  await page.goto(host.newLink())
  return host
}
