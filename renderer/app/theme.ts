import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const accent: MantineColorsTuple = [
  '#e6f4f8',
  '#cfe8f0',
  '#9fd3e2',
  '#6cbcd3',
  '#43a9c5',
  '#2196b5',
  '#12839f',
  '#0a6f8a',
  '#075d74',
  '#04495c',
]

const control = { size: 'xs' } as const

/** One accent, small controls, system fonts; colors come from the tokens, so light and dark are designed in one place. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 7 },
  colors: { accent },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '18px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '10px', xl: '12px' },
  defaultRadius: 'sm',
  cursorType: 'default',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    ActionIcon: { defaultProps: { size: 24, variant: 'subtle', color: 'gray' } },
    Button: {
      defaultProps: control,
      vars: () => ({ root: { '--button-height': '28px', '--button-fz': '13px', '--button-padding-x': '12px' } }),
    },
    Checkbox: { defaultProps: control },
    Drawer: { defaultProps: { transitionProps: { duration: 120 } } },
    Menu: { defaultProps: { transitionProps: { duration: 80 }, shadow: 'none' } },
    Modal: { defaultProps: { transitionProps: { duration: 100 } } },
    Popover: { defaultProps: { transitionProps: { duration: 80 }, shadow: 'none' } },
    Radio: { defaultProps: control },
    SegmentedControl: { defaultProps: { ...control, transitionDuration: 100 } },
    Select: { defaultProps: control },
    Switch: { defaultProps: { ...control, withThumbIndicator: false } },
    Textarea: { defaultProps: control },
    TextInput: { defaultProps: control },
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: { duration: 80 } } },
  },
})

const variables = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-2)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-default': 'var(--surface-raised)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-error': 'var(--problem)',
  '--mantine-color-disabled': 'var(--pressed)',
  '--mantine-color-disabled-color': 'var(--text-3)',
  '--mantine-color-disabled-border': 'var(--line)',
}

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: variables, dark: variables })
