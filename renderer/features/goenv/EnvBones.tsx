import { useWords } from '../../kit/words'
import { Bone } from '../../parts/Bone'
import { Box, Section } from '../../parts/Section'
import table from '../../parts/Table.module.css'
import classes from './GoenvPanel.module.css'

/** The first groups before their values are there. */
export function EnvBones() {
  const { t } = useWords()
  const groups = [
    { group: 'seed', count: 3 },
    { group: 'usual', count: 6 },
  ] as const
  return groups.map(({ group, count }) => (
    <Section key={group} title={t(`goenv.ui.groups.${group}`)}>
      <Box>
        <table className={table.table} aria-hidden>
          <thead>
            <tr>
              <th className={classes.name}>{t('goenv.ui.column.name')}</th>
              <th>{t('goenv.ui.column.value')}</th>
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: count }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: placeholders are all alike
              <tr key={index}>
                <td>
                  <Bone width={96} />
                </td>
                <td>
                  <Bone width={180} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Box>
    </Section>
  ))
}
