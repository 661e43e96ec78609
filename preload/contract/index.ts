/** What the renderer may ask of the main process: one file a room. No Node, no DOM. */
import { appContract } from './app'
import { chainContract } from './chain'
import { doctorContract } from './doctor'
import { explainContract } from './explain'
import { goenvContract } from './goenv'
import { journalContract } from './journal'
import { modulesContract } from './modules'
import { proxyContract } from './proxy'
import { releasesContract } from './releases'
import { reportContract } from './report'
import { sdkContract } from './sdk'
import { settingsContract } from './settings'
import { setupContract } from './setup'
import { shellContract } from './shell'
import { statusContract } from './status'
import { temporaryContract } from './temporary'

export const contract = {
  app: appContract,
  chain: chainContract,
  doctor: doctorContract,
  explain: explainContract,
  goenv: goenvContract,
  journal: journalContract,
  modules: modulesContract,
  proxy: proxyContract,
  releases: releasesContract,
  report: reportContract,
  sdk: sdkContract,
  settings: settingsContract,
  setup: setupContract,
  shell: shellContract,
  status: statusContract,
  temporary: temporaryContract,
}
export type Contract = typeof contract

export * from './app'
export * from './chain'
export * from './doctor'
export * from './explain'
export * from './failure'
export * from './fix'
export * from './goenv'
export * from './journal'
export * from './modules'
export * from './proxy'
export * from './releases'
export * from './report'
export * from './sdk'
export * from './settings'
export * from './setup'
export * from './shell'
export * from './status'
export * from './temporary'
export * from './text'
