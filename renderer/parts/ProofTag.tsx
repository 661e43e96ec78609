import { IconShieldCheck, IconShieldQuestion } from '@tabler/icons-react'
import { useWords } from '../kit/words'
import { Tag } from './Tag'

const whys = {
  'log-verified': 'app.ui.proof.logWhy',
  'index-verified': 'app.ui.proof.indexWhy',
  unverified: 'app.ui.proof.noneWhy',
} as const

/** How something was proved genuine. */
export function ProofTag({ proof }: { readonly proof: keyof typeof whys }) {
  const { t } = useWords()
  const Icon = proof === 'unverified' ? IconShieldQuestion : IconShieldCheck
  return (
    <Tag tone={proof === 'unverified' ? 'plain' : 'ok'} hint={t(whys[proof])}>
      <Icon size={13} stroke={1.75} aria-hidden />
      {t(`app.ui.proof.${proof}`)}
    </Tag>
  )
}
