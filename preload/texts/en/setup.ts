export const setup = {
  title: 'Set up this machine',
  titleGo: 'Set up {{version}} on this machine',
} as const
