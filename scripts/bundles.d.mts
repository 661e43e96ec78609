export function buildWorkers(): Promise<void>
export function buildCli(): Promise<void>
export function buildElectron(): Promise<void>
export function buildPage(): Promise<void>
export function buildAll(options?: { clean?: boolean }): Promise<void>
