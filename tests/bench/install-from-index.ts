/** Installs a release from an index and its archive: `node install-from-index.mjs <server> <version>`, for the bench. */
import { pathToFileURL } from 'node:url'
import { Journal } from '../../main/journal'
import { createHttp, dirsFor, logTo, platformOf, systemClock } from '../../main/kit'
import { createSumdb, sumdbBasesFor } from '../../main/protocol'
import { createReleases } from '../../main/releases'
import { createSdk } from '../../main/sdk'
import { settingsSchema } from '../../preload/contract/settings'

const [, , server = '', version = ''] = process.argv
const home = process.env.HOME ?? ''
const platform = platformOf(process.platform, process.arch)
const log = logTo({ write: () => undefined })
const settings = settingsSchema.parse({})
const world = {
  host: 'cli' as const,
  env: process.env,
  home,
  platform,
  dirs: dirsFor(process.env, home, platform),
  clock: systemClock,
  http: createHttp({ env: {}, log }),
  settings: { get: () => settings, set: () => Promise.reject(new Error('nothing is set here')) },
  log,
  extractWorker: pathToFileURL(`${process.cwd()}/out/workers/extract.js`),
}
const index = `${server}/index.json`
const archive = { kind: 'archive', id: 'bench', label: 'bench', base: `${server}/dl/`, index } as const
const releases = createReleases(world, { goproxy: async () => 'off', defaults: [archive] })
const bases = sumdbBasesFor(server, 'sum.golang.org')
const sumdb = createSumdb({ http: world.http, dir: `${world.dirs.state}/sumdb`, log, clock: systemClock, bases })
const sdk = createSdk(world, { releases, sumdb, shell: { views: async () => [] } })
const journal = new Journal(world, sdk.kinds)
const { id } = journal.hold(await sdk.planInstall({ version, use: false }))
for await (const _ of journal.apply(id)) {
  // only the end counts
}
await world.http.close()
