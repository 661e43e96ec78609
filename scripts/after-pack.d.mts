/** Numbers of @electron/fuses to what they are set to. */
export const fuses: Readonly<Record<number, boolean>>
