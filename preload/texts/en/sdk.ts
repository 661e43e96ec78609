export const sdk = {} as const
