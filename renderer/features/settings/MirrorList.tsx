import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useWords } from '../../kit/words'
import { asMirror } from './mirror'
import { SettingRow } from './SettingRow'
import classes from './SettingsPanel.module.css'

interface MirrorListProps {
  readonly mirrors: readonly string[]
  readonly onChange: (mirrors: string[]) => void
}

/** Extra sources of release archives. */
export function MirrorList({ mirrors, onChange }: MirrorListProps) {
  const { t } = useWords()
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<'mirrorInvalid' | 'mirrorKnown' | null>(null)
  const add = (): void => {
    const mirror = asMirror(typed)
    if (mirror === null) setProblem('mirrorInvalid')
    else if (mirrors.includes(mirror)) setProblem('mirrorKnown')
    else {
      onChange([...mirrors, mirror])
      setTyped('')
    }
  }
  return (
    <SettingRow name={t('settings.ui.mirrors')} about={t('settings.ui.mirrorsAbout')} isStacked>
      <div className={classes.list}>
        {mirrors.length === 0 && <p className={classes.about}>{t('settings.ui.noMirrors')}</p>}
        {mirrors.map((url) => (
          <div key={url} className={classes.item}>
            <span className={classes.url} title={url}>
              {url}
            </span>
            <ActionIcon
              aria-label={t('settings.ui.mirrorRemove', { url })}
              onClick={() => onChange(mirrors.filter((one) => one !== url))}
            >
              <IconX size={14} />
            </ActionIcon>
          </div>
        ))}
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault()
            add()
          }}
        >
          <TextInput
            className={classes.input ?? ''}
            aria-label={t('settings.ui.mirrorAdd')}
            placeholder={t('settings.ui.mirrorExample')}
            value={typed}
            error={problem === null ? null : t(`settings.ui.${problem}`)}
            spellCheck={false}
            onChange={(event) => {
              setTyped(event.currentTarget.value)
              setProblem(null)
            }}
          />
          <Button type="submit" variant="default" disabled={typed.trim() === ''}>
            {t('app.ui.do.add')}
          </Button>
        </form>
      </div>
    </SettingRow>
  )
}
