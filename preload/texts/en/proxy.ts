export const proxy = {} as const
