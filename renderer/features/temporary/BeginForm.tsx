import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { TemporaryCure, TemporaryName } from '../../../preload/contract/temporary'
import { useSession } from '../../kit/session'
import { useWords } from '../../kit/words'
import { Say } from '../../parts/Say'
import { type SpanName, spanNames, spans } from './countdown'
import classes from './TemporarySection.module.css'

const mono = { input: { fontFamily: 'var(--mono)', fontSize: 12 } }
const firstValues = { GOSUMDB: 'off', GOPROXY: 'direct' } as const

/** What to set and for how long; before GOSUMDB=off what would be better. */
export function BeginForm({ cures }: { readonly cures: readonly TemporaryCure[] }) {
  const { t } = useWords()
  const { client, review } = useSession()
  const [name, setName] = useState<TemporaryName>('GOSUMDB')
  const [value, setValue] = useState<string>(firstValues.GOSUMDB)
  const [span, setSpan] = useState<SpanName>('15')
  const isOff = name === 'GOSUMDB' && value.trim() === 'off'
  const set = (): void =>
    review((signal) => client.temporary.plan({ name, value: value.trim(), span: spans[span] }, { signal }))
  return (
    <div className={classes.begin}>
      {isOff && <Cures cures={cures} />}
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          set()
        }}
      >
        <NativeSelect
          size="xs"
          label={t('temporary.ui.variable')}
          data={['GOSUMDB', 'GOPROXY']}
          value={name}
          onChange={(event) => {
            const chosen = event.currentTarget.value === 'GOPROXY' ? 'GOPROXY' : 'GOSUMDB'
            setName(chosen)
            setValue(firstValues[chosen])
          }}
        />
        <TextInput
          label={t('temporary.ui.value')}
          value={value}
          spellCheck={false}
          autoCapitalize="off"
          styles={mono}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          label={t('temporary.ui.span')}
          data={spanNames.map((one) => ({ value: one, label: t(`temporary.ui.spanOf.${one}`) }))}
          value={span}
          onChange={(event) => setSpan(spanNames.find((one) => one === event.currentTarget.value) ?? '15')}
        />
        <Button className={classes.formButton ?? ''} type="submit" variant="default" disabled={value.trim() === ''}>
          {t('temporary.ui.begin')}
        </Button>
      </form>
    </div>
  )
}

function Cures({ cures }: { readonly cures: readonly TemporaryCure[] }) {
  const { t, say } = useWords()
  const { client, review } = useSession()
  const [typed, setTyped] = useState<string | null>(null)
  const plan = (values: Readonly<Record<string, string>>): void =>
    review((signal) => client.goenv.planSet({ values: { ...values } }, { signal }))
  return (
    <div>
      <p className={classes.lead}>{t('temporary.ui.cures')}</p>
      <ul className={classes.cures}>
        {cures.map((cure) => {
          const patterns = (typed ?? cure.patterns ?? '').trim()
          const values = cure.values ?? { GONOSUMDB: patterns }
          return (
            <li key={cure.kind} className={classes.cure}>
              <span className={classes.words}>
                <Say text={cure.text} />
                {cure.values === null && (
                  <TextInput
                    aria-label={t('temporary.ui.patterns')}
                    placeholder={t('temporary.ui.patternsHint')}
                    value={typed ?? cure.patterns ?? ''}
                    spellCheck={false}
                    autoCapitalize="off"
                    styles={mono}
                    onChange={(event) => setTyped(event.currentTarget.value)}
                  />
                )}
              </span>
              <Button
                variant="default"
                disabled={cure.values === null && patterns === ''}
                aria-label={`${t('temporary.ui.use')}: ${say(cure.text)}`}
                onClick={() => plan(values)}
              >
                {t('temporary.ui.use')}
              </Button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
