/** The module proxies to choose from: probed side by side, switched by one plan, and followed to where the switch arrives. */
export type { Database, Preset } from './presets'
export { createProxy, type ProxyRoom, refuseGosumdb } from './proxy-room'
