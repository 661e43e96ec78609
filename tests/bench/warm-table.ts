/** Prints how many milliseconds the table of Go variables takes in a core that has made it before, for the bench. */
import Conf from 'conf'
import { createServices } from '../../main/api'

const services = await createServices({
  host: 'cli',
  version: '0.0.0',
  env: process.env,
  home: process.env.HOME ?? '',
  node: { platform: process.platform, arch: process.arch },
  systemLanguage: 'en',
  openSettingsFile: (dir) => new Conf({ cwd: dir }),
  extractWorker: new URL('file:///not-needed'),
  openExternal: null,
})
for (let i = 0; i < 3; i++) await services.goenv.table()
const started = performance.now()
await services.goenv.table()
process.stdout.write(String(performance.now() - started))
await services.close()
