import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import tls from 'node:tls'
import { expect, test } from 'vitest'
import { createHttp, logTo } from '../../../../main/kit'
import { trustedRoots } from '../../../../main/kit/http/trusted-roots'
import { makeAuthority } from '../../../helpers/certificates'
import { rejection } from '../../../helpers/failure-of'
import { temporaryDir } from '../../../helpers/temporary-dir'
import { startTlsServer } from '../../../helpers/tls-server'

const bare = (pem: string): string => pem.replace(/\s/g, '')

test('a certificate that several lists hold is read once, however its lines are cut', async () => {
  const [first = ''] = tls.rootCertificates
  const dir = await temporaryDir()
  const path = join(dir, 'system.pem')
  const [, head = '', body = '', end = ''] = /^(-+BEGIN[^\n]+)\n([^-]+)\n(-+END.+)$/s.exec(first.trim()) ?? []
  const recut = bare(body).replace(/.{40}/g, '$&\n').trimEnd()
  await writeFile(path, `# a comment\n${head}\n${recut}\n${end}\n`)
  const roots = trustedRoots({ SSL_CERT_FILE: path }).map(bare)
  expect(roots.length).toBe(new Set(roots).size)
  expect([...roots].sort()).toEqual([...new Set(tls.rootCertificates.map(bare))].sort())
})

test('what SSL_CERT_FILE names is trusted; a file that is missing takes nothing away', async () => {
  const authority = await makeAuthority()
  const port = await startTlsServer(await authority.issue('company.example'))
  const ask = async (file: string): Promise<number> => {
    const lookup = (
      _host: string,
      _options: object,
      callback: (e: null, a: { address: string; family: 4 }[]) => void,
    ) => callback(null, [{ address: '127.0.0.1', family: 4 }])
    const http = createHttp({ env: { SSL_CERT_FILE: file }, log: logTo({ write: () => undefined }), lookup })
    try {
      return (await http.get(`https://company.example:${port}/`, { maxBytes: 100 })).status
    } finally {
      await http.close()
    }
  }
  expect(await ask(authority.certPath)).toBe(200)
  expect(await rejection(ask('/nowhere.pem'))).toMatchObject({ code: 'NETWORK_TLS' })
  expect(trustedRoots({ SSL_CERT_FILE: '/nowhere.pem' }).length).toBe(new Set(tls.rootCertificates.map(bare)).size)
})
