/** Finds the go command and runs it; tells where Go keeps its settings. */
export { bareEnvironment, type GoenvLocation, goenvLocation, userConfigDir, variable } from './environment'
export type { FoundGo } from './find-go'
export { createGoCommand, type GoCommand } from './go-command'
