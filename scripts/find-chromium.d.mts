type Env = Readonly<Record<string, string | undefined>>
export function findSystemChromium(env?: Env): string | null
export function findChromium(env?: Env): Promise<string | null>
export function chromiumArgs(): string[]
