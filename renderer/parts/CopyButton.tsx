import { ActionIcon, Tooltip } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useWords } from '../kit/words'

interface CopyButtonProps {
  readonly value: string
  /** What the button copies, for those who don't see it; `Copy` when not given. */
  readonly label?: string
  readonly className?: string | undefined
}

/** A small button that copies one value and says so for a moment. */
export function CopyButton({ value, label, className }: CopyButtonProps) {
  const { t } = useWords()
  const clipboard = useClipboard({ timeout: 1500 })
  const Icon = clipboard.copied ? IconCheck : IconCopy
  const name = clipboard.copied ? t('app.ui.do.copied') : (label ?? t('app.ui.do.copy'))
  return (
    <Tooltip label={name}>
      <ActionIcon
        size={20}
        aria-label={name}
        {...(className === undefined ? {} : { className })}
        onClick={(event) => {
          event.stopPropagation()
          clipboard.copy(value)
        }}
      >
        <Icon size={13} stroke={1.75} />
      </ActionIcon>
    </Tooltip>
  )
}
