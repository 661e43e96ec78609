/** The path of Electron's executable; null when it is not there. Never starts a download. */
export function findElectron(env?: Readonly<Record<string, string | undefined>>): string | null
