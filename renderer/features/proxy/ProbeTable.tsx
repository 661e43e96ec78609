import { Radio } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ProbeRow, ProxyPreset } from '../../../preload/contract/proxy'
import { formatLatency, formatRate } from '../../kit/format'
import { useWords } from '../../kit/words'
import { Bone } from '../../parts/Bone'
import { failureWords } from '../../parts/FailureNotice'
import { Say } from '../../parts/Say'
import { Box } from '../../parts/Section'
import table from '../../parts/Table.module.css'
import { Tag } from '../../parts/Tag'
import classes from './ProbeTable.module.css'

interface ProbeTableProps {
  readonly presets: readonly ProxyPreset[]
  readonly probes: Readonly<Record<string, ProbeRow>>
  /** Id of the preset chosen; null: none of them. */
  readonly selected: string | null
  readonly best: string | null
  readonly onSelect: (preset: ProxyPreset) => void
  /** Names the group of radio buttons; one page may hold several tables. */
  readonly name: string
  /** What stands at the end of a row. */
  readonly end?: (preset: ProxyPreset) => ReactNode
  /** A first row above all others. */
  readonly first?: ReactNode
}

/** The proxies side by side, each with what probing it from here has shown so far. */
export function ProbeTable({ presets, probes, selected, best, onSelect, name, end, first }: ProbeTableProps) {
  const { t } = useWords()
  const fastest = Math.max(0, ...Object.values(probes).map((row) => row.throughput ?? 0))
  return (
    <Box>
      <table className={`${table.table} ${classes.table}`} aria-label={t('proxy.ui.list')}>
        <colgroup>
          <col className={classes.pick} />
          <col />
          <col className={classes.latency} />
          <col className={`${classes.throughput} ${table.wide}`} />
          <col className={`${classes.sumdb} ${table.wide}`} />
          {end && <col className={classes.end} />}
        </colgroup>
        <thead>
          <tr>
            <th scope="col" colSpan={2}>
              {t('proxy.ui.column.proxy')}
            </th>
            <th scope="col">{t('proxy.ui.column.latency')}</th>
            <th scope="col" className={table.wide}>
              {t('proxy.ui.column.throughput')}
            </th>
            <th scope="col" className={table.wide}>
              {t('proxy.ui.column.sumdb')}
            </th>
            {end && <th aria-hidden />}
          </tr>
        </thead>
        <tbody>
          {first}
          {presets.map((preset) => (
            <tr
              key={preset.id}
              className={`${classes.row} ${preset.id === selected ? classes.selected : ''}`}
              onClick={() => onSelect(preset)}
            >
              <td className={classes.pickCell}>
                <Radio
                  name={name}
                  aria-label={preset.label}
                  checked={preset.id === selected}
                  onChange={() => onSelect(preset)}
                  onClick={(event) => event.stopPropagation()}
                />
              </td>
              <td>
                <PresetName preset={preset} probe={probes[preset.id] ?? null} isBest={preset.id === best} />
              </td>
              <ProbeCells preset={preset} probe={probes[preset.id] ?? null} fastest={fastest} />
              {end && <td>{end(preset)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </Box>
  )
}

interface PresetNameProps {
  readonly preset: ProxyPreset
  readonly probe: ProbeRow | null
  readonly isBest: boolean
}

function PresetName({ preset, probe, isBest }: PresetNameProps) {
  const words = useWords()
  const { t } = words
  const hasUrl = preset.url !== null
  const failure = probe?.phase === 'done' ? probe.failure : null
  return (
    <>
      <div className={classes.name}>
        <span className={classes.label}>{preset.label}</span>
        {isBest && <Tag tone="ok">{t('proxy.ui.best')}</Tag>}
      </div>
      {failure === null ? (
        <div className={classes.under} title={hasUrl ? preset.goproxy : undefined}>
          {preset.note === null ? <span className={classes.value}>{preset.goproxy}</span> : <Say text={preset.note} />}
        </div>
      ) : (
        <div className={`${classes.under} ${classes.bad}`} title={failureWords(failure, words).why}>
          {failureWords(failure, words).what}
        </div>
      )}
    </>
  )
}

interface ProbeCellsProps {
  readonly preset: ProxyPreset
  readonly probe: ProbeRow | null
  readonly fastest: number
}

function ProbeCells({ preset, probe, fastest }: ProbeCellsProps) {
  const { t, language } = useWords()
  if (preset.url === null) return <EmptyCells />
  if (probe === null || probe.phase === 'waiting') return <EmptyCells note={t('proxy.ui.notProbed')} />
  if (probe.phase === 'running')
    return (
      <>
        <td>
          <Bone width={48} />
        </td>
        <td className={table.wide}>
          <Bone width={140} />
        </td>
        <td className={table.wide}>
          <Bone width={64} />
        </td>
      </>
    )
  if (probe.verdict === 'failed') return <EmptyCells />
  return (
    <>
      <td className={classes.number}>{probe.latency === null ? '–' : formatLatency(probe.latency, language)}</td>
      <td className={table.wide}>
        {probe.throughput === null ? '–' : <Speed rate={probe.throughput} fastest={fastest} />}
      </td>
      <td className={`${table.wide} ${table.dim}`}>{t(`proxy.ui.${probe.sumdb}`)}</td>
    </>
  )
}

function EmptyCells({ note }: { readonly note?: string }) {
  return (
    <>
      <td className={table.dim}>{note ?? '–'}</td>
      <td className={`${table.wide} ${table.dim}`}>{note === undefined ? '–' : ''}</td>
      <td className={`${table.wide} ${table.dim}`}>{note === undefined ? '–' : ''}</td>
    </>
  )
}

function Speed({ rate, fastest }: { readonly rate: number; readonly fastest: number }) {
  const { language } = useWords()
  const share = fastest === 0 ? 0 : rate / fastest
  return (
    <span className={classes.speed}>
      <span className={classes.number}>{formatRate(rate, language)}</span>
      <span className={classes.bar} aria-hidden>
        <span className={classes.fill} style={{ display: 'block', width: `${Math.max(2, share * 100)}%` }} />
      </span>
    </span>
  )
}
