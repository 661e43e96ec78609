import { useMediaQuery } from '@mantine/hooks'

/** True where tables leave out their `wide` columns; the same width as in their style sheet. */
export function useIsNarrow(): boolean {
  return useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false })
}
