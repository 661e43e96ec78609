import type { ProxyPreset, SumdbPreset } from '../../preload/contract/proxy'
import { type Text, text } from '../../preload/contract/text'
import { parseGoproxy } from '../golang'

/** A proxy to offer, with its value as it is written: credentials and all. */
export interface Preset {
  readonly id: string
  readonly label: string
  readonly goproxy: string
  readonly note: Text | null
  readonly custom: boolean
}

/** A checksum database to offer. */
export interface Database extends SumdbPreset {
  /** Where it answers when it is asked itself; null for `off`. */
  readonly url: string | null
}

function proxy(id: string, label: string, url: string, note: Text | null = null): Preset {
  return { id, label, goproxy: `${url},direct`, note, custom: false }
}

/** The public proxies and the two words. `,direct` after each: a module that the proxy does not know comes from its own host. */
export const proxyPresets: readonly Preset[] = [
  proxy('golang', 'proxy.golang.org', 'https://proxy.golang.org'),
  proxy('goproxy-cn', 'goproxy.cn', 'https://goproxy.cn'),
  proxy('goproxy-io', 'goproxy.io', 'https://goproxy.io', text('proxy.preset.goproxyIo')),
  proxy('aliyun', '阿里云 Alibaba Cloud', 'https://mirrors.aliyun.com/goproxy/', text('proxy.preset.aliyun')),
  proxy('tencent', '腾讯云 Tencent Cloud', 'https://mirrors.cloud.tencent.com/go/'),
  proxy(
    'huawei',
    '华为云 Huawei Cloud',
    'https://mirrors.huaweicloud.com/repository/goproxy/',
    text('proxy.preset.huawei'),
  ),
  { id: 'direct', label: 'direct', goproxy: 'direct', note: text('proxy.preset.direct'), custom: false },
  { id: 'off', label: 'off', goproxy: 'off', note: text('proxy.preset.off'), custom: false },
]

export const sumdbPresets: readonly Database[] = [
  { id: 'golang', label: 'sum.golang.org', gosumdb: 'sum.golang.org', note: null, url: 'https://sum.golang.org' },
  {
    id: 'google-cn',
    label: 'sum.golang.google.cn',
    gosumdb: 'sum.golang.google.cn',
    note: text('proxy.sumdb.googleCn'),
    url: 'https://sum.golang.google.cn',
  },
  { id: 'off', label: 'off', gosumdb: 'off', note: text('proxy.sumdb.off'), url: null },
]

/** The address of the first proxy in a GOPROXY value, without a slash at its end; null when it names none. */
export function firstUrl(goproxy: string): string | null {
  const first = parseGoproxy(goproxy).entries.find(({ kind, isReached }) => kind === 'url' && isReached)
  return first ? first.url.replace(/\/+$/, '') : null
}

/** True when go does the same with both values: spaces, a final slash, an omitted https:// make no difference. */
export function isSameGoproxy(a: string, b: string): boolean {
  return plain(a) === plain(b)
}

function plain(goproxy: string): string {
  const entries = parseGoproxy(goproxy).entries.filter(({ kind, isReached }) => kind !== 'empty' && isReached)
  return entries
    .map(({ url, separator }, index) => url.replace(/\/+$/, '') + (index < entries.length - 1 ? separator : ''))
    .join('')
}

/** A preset as it is shown. */
export function shown(preset: Preset, mask: (value: string) => string): ProxyPreset {
  const url = firstUrl(preset.goproxy)
  return { ...preset, goproxy: mask(preset.goproxy), url: url === null ? null : mask(url) }
}
