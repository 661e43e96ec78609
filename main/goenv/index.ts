/** Every `go env` variable with where it comes from, what is wrong with it, and plans to set it right. */
export { createGoenv, type Goenv } from './goenv'
export { isMasked, maskOf } from './mask'
