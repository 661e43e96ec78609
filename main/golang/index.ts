/** Facts of Go, without files, processes or sockets: versions, module paths, proxy lists, hashes, the checksum log's arithmetic. */
export { dirHash, dirHashLines, dirHashOfLines, goModH1, isH1 } from './dirhash'
export { createQuestion, type DatabaseState, type Decision, decisionsFor, type Settings } from './download-question'
export {
  compareGoVersions,
  isGoVersion,
  isReleaseVersion,
  isStableVersion,
  languageOf,
  parseGoVersion,
} from './go-version'
export {
  commentOutLines,
  editGoenv,
  type GoenvSetting,
  ignoredSettings,
  parseGoenv,
  settingsByName,
  withoutCarriageReturns,
} from './goenv-file'
export {
  goenvValueFault,
  goenvVariableSince,
  goVariables,
  isAbsolutePath,
  isComputedVariable,
  isEnvironmentOnly,
  isGoVariable,
  splitQuoted,
} from './goenv-variables'
export { formatGoproxy, parseGoproxy } from './goproxy-list'
export { parseGosumdb } from './gosumdb'
export {
  escapePath,
  escapeVersion,
  filePathFault,
  importPathFault,
  matchingPattern,
  matchPrefixPatterns,
  modulePathFault,
  newModulePathFault,
  splitPathVersion,
  unescapePath,
  unescapeVersion,
  versionFault,
} from './module-path'
export { isOutsider, type PrivateLook, privateLook } from './private-path'
export { type ProxyAnswer, proxyAnswers } from './proxy-answer'
export { type RequiredModule, requiredModules } from './required-modules'
export { isCanonicalVersion, isSemver } from './semver'
export {
  type Download,
  type DownloadOutcome,
  type DownloadStep,
  type EntryAnswers,
  type StepReason,
  simulateDownload,
} from './simulate-download'
export { openNote, parseVerifierKey, type VerifierKey } from './sumdb/note'
export { hashInRecord, type LookupAnswer, parseLookup, parseTreeHead } from './sumdb/records'
export { proveHashes, tilesFor } from './sumdb/tile-proof'
export {
  type HashRef,
  hashSize,
  leafHash,
  peaksOf,
  rootOfPeaks,
  type Tile,
  type TreeHead,
  tilePath,
  tileWidth,
} from './sumdb/tlog'
export {
  distModeOf,
  installedName,
  isExcludedFromToolchain,
  type ModuleVersion,
  modulePrefix,
  packedName,
  parseToolchainVersion,
  toolchainModule,
  toolchainPath,
} from './toolchain'
export { toolchainChoice } from './toolchain-choice'
