/** Speaks to module proxies and checksum databases; what it returns of the latter is proven. */
export { createProxyClient, type ProxyClient } from './proxy-client'
export { createSumdb, type Sumdb, type SumdbRecord } from './sumdb'
export { type SumdbAccess, sumdbBasesFor } from './sumdb-bases'
