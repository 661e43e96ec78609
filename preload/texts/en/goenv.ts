export const goenv = {} as const
