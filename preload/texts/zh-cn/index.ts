import type { en } from '../en'
import type { Translation } from '../translation'
import { app } from './app'
import { chain } from './chain'
import { cli } from './cli'
import { doctor } from './doctor'
import { explain } from './explain'
import { failures } from './failures'
import { goenv } from './goenv'
import { journal } from './journal'
import { modules } from './modules'
import { proxy } from './proxy'
import { releases } from './releases'
import { report } from './report'
import { sdk } from './sdk'
import { settings } from './settings'
import { setup } from './setup'
import { shell } from './shell'
import { status } from './status'
import { temporary } from './temporary'

export const zhCn: Translation<typeof en> = {
  app,
  chain,
  cli,
  doctor,
  explain,
  failures,
  goenv,
  journal,
  modules,
  proxy,
  releases,
  report,
  sdk,
  settings,
  setup,
  shell,
  status,
  temporary,
}
