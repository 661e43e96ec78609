import { pathToFileURL } from 'node:url'
import Conf from 'conf'
import { createServices } from '../../main/api/services'
import { toFailure } from '../../main/kit'
import type { ManySetup } from './many-rooms'

// The whole core in a process of its own: does one task as one host among several, and tells how it ended.

const { home, path, goproxy, gosumdb, worker, host, task } = JSON.parse(process.argv[2] ?? '') as ManySetup

async function work(): Promise<void> {
  const services = await createServices({
    host,
    version: '0.0.0',
    env: { HOME: home, PATH: path, GOPROXY: goproxy, GOSUMDB: gosumdb },
    home,
    node: { platform: process.platform, arch: process.arch },
    systemLanguage: 'en',
    openSettingsFile: (dir) => new Conf({ cwd: dir, configFileMode: 0o600 }),
    extractWorker: pathToFileURL(worker),
    openExternal: null,
  })
  const { goenv, journal, proxy, sdk } = services
  process.stdout.write('ready\n')
  // all begin when all are there
  await new Promise<void>((resolve) => process.stdin.once('data', () => resolve()))
  const apply = async (plan: Parameters<typeof journal.hold>[0]): Promise<void> => {
    for await (const _ of journal.apply(journal.hold(plan).id));
  }
  switch (task.do) {
    case 'install':
      await apply(await sdk.planInstall({ version: task.version, use: false }))
      break
    case 'add-proxies':
      for (const name of task.names) await proxy.addCustom({ label: name, goproxy: `https://${name}.example` })
      break
    case 'set':
      for (const [name, value] of Object.entries(task.values))
        await insist(async () => apply(await goenv.planSet({ [name]: value })))
      break
    case 'switch':
      for (const version of task.versions) await insist(async () => apply(await sdk.planUse(version)))
      break
  }
  await services.close()
}

/** Plans anew when another host was faster, as a person would. */
async function insist(step: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await step()
    } catch (error) {
      if (!['PLAN_STALE', 'FILE_CHANGED', 'BUSY', 'GOENV_NOT_WRITTEN'].includes(toFailure(error).code)) throw error
    }
  }
}

try {
  await work()
  process.stdout.write('done\n')
} catch (error) {
  const { code, message } = toFailure(error)
  process.stdout.write(`${code}: ${message}\n`)
}
process.exit(0)
