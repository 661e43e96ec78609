/** Speaks to module proxies and checksum databases; what it returns of the latter is proven. */
export { createProxyClient, type ModuleInfo, type ProxyClient, type ProxyClientOptions } from './proxy-client'
export { createSumdb, type Sumdb, type SumdbOptions, type SumdbRecord } from './sumdb'
export { type SumdbAccess, type SumdbBase, sumdbBasesFor } from './sumdb-bases'
