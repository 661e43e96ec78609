/** New modules: a first program that builds and runs. */
export { createModules, type Modules } from './modules'
