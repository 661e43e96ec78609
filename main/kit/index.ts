/** The floor: failures, processes, HTTP, files, locks, settings. No word of Go. */
export { type ExtractTarGzOptions, extractTarGz } from './archive/extract-tar-gz'
export { type Extracted, type ExtractedEntry, type ExtractZipOptions, extractZip } from './archive/extract-zip'
export { hashTree } from './archive/hash-tree'
export { WorkerPool } from './archive/worker-pool'
export { Arrival, arrived } from './arrival'
export { type Boot, bootNow } from './boot'
export { type Clock, systemClock } from './clock'
export { type Dirs, dirsFor } from './dirs'
export { createChannel } from './download/channel'
export { type Downloaded, type DownloadOptions, downloadFile } from './download/download-file'
export type { Magic } from './download/magic'
export { discardDownload } from './download/part-file'
export { inspectEditable } from './editable'
export { replaceExactly, sweepBeside } from './exact-file'
export { Failure, hasErrno, throwIfCancelled, toFailure } from './failure'
export {
  exists,
  readIfExists,
  removeTree,
  renameWithRetry,
  syncDir,
  writeAtomic,
} from './files'
export { missingDirs, namesIn, removeEmptyDirs, removeIfEmpty } from './folders'
export { follow } from './follow'
export { excerpt, expectOk, looksLikeHtml, unexpectedBody } from './http/answers'
export { systemLookup } from './http/connections'
export { type CreateHttpOptions, createHttp } from './http/create-http'
export type {
  GetOptions,
  Http,
  HttpAnswer,
  HttpOptions,
  HttpStream,
  Timing,
} from './http/http'
export { type ProxyRules, readProxyRules } from './http/proxy-rules'
export { trustedRoots } from './http/trusted-roots'
export { basicCredentials } from './http/tunnel'
export { acquireLock, type LockOptions, withLock } from './lock'
export { createLog, type Logger, logTo } from './log'
export { executableSuffix, type Platform, platformOf } from './platform'
export { isAlive, type ProcessIdentity, processSelf } from './process-identity'
export { redact, secretsOf } from './redact'
export { type CommandLine, type RunOptions, type RunResult, run, runLines } from './run'
export { openSettings, type SettingsFile, type SettingsStore } from './settings'
export { openStateFile, type StateFile } from './state-file'
export type { Hop, TraceStep } from './trace/hop'
export { type TraceLimits, type Trust, traceLimits } from './trace/tools'
export { traceRequest } from './trace/trace'
export { readTrust } from './trace/trust'
export type { Environment, World } from './world'
