import {
  IconActivity,
  IconArrowsLeftRight,
  IconHelpHexagon,
  IconHistory,
  IconLink,
  IconPackages,
  IconSettings,
  IconStethoscope,
  IconVariable,
} from '@tabler/icons-react'

/** The pages of the navigation, in its order; the name of a page is that of its feature. */
export const pages = [
  { name: 'status', path: '/status', icon: IconActivity },
  { name: 'releases', path: '/versions', icon: IconPackages },
  { name: 'proxy', path: '/proxies', icon: IconArrowsLeftRight },
  { name: 'chain', path: '/chain', icon: IconLink },
  { name: 'doctor', path: '/doctor', icon: IconStethoscope },
  { name: 'goenv', path: '/environment', icon: IconVariable },
  { name: 'explain', path: '/explain', icon: IconHelpHexagon },
  { name: 'journal', path: '/history', icon: IconHistory },
  { name: 'settings', path: '/settings', icon: IconSettings },
] as const

/** Pages that are reached from others. */
export const sidePaths = { modules: '/first-module', setup: '/setup' } as const
