/** Every `go env` variable with where it comes from, what is wrong with it, and plans to set it right. */
export { createGoenv, type Goenv } from './goenv'
export { defaultGoproxy, defaultGosumdb } from './judge-network'
export { isMasked, maskOf } from './mask'
export type { ShellFiles } from './rc-lines'
