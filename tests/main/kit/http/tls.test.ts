import { expect, test } from 'vitest'
import { createHttp, logTo } from '../../../../main/kit'
import { makeAuthority } from '../../../helpers/certificates'
import { rejection } from '../../../helpers/failure-of'
import { buildHttpChild } from '../../../helpers/http-child'
import { startHttpProxy } from '../../../helpers/http-proxy'
import { startTlsServer } from '../../../helpers/tls-server'

test('certificates are refused with the reason, and accepted with NODE_EXTRA_CA_CERTS', async () => {
  const authority = await makeAuthority()
  const ports = {
    good: await startTlsServer(await authority.issue('good.example')),
    expired: await startTlsServer(await authority.issue('expired.example', -1)),
    other: await startTlsServer(await authority.issue('somebody-else.example')),
    selfSigned: await startTlsServer(await authority.selfSigned('self.example')),
  }
  const ask = await buildHttpChild()
  const urls = [
    `https://good.example:${ports.good}/`,
    `https://expired.example:${ports.expired}/`,
    `https://other.example:${ports.other}/`,
    `https://self.example:${ports.selfSigned}/`,
  ]
  const trusting = await ask(urls, { NODE_EXTRA_CA_CERTS: authority.certPath })
  const refused = (host: string, why: string): object => ({
    kind: 'failure',
    failure: { code: 'NETWORK_TLS', details: { host, why } },
  })
  expect(trusting[0]).toEqual({ kind: 'answer', status: 200, body: `hello good.example:${ports.good}` })
  expect(trusting.slice(1)).toMatchObject([
    refused(`expired.example:${ports.expired}`, 'it has expired'),
    refused(`other.example:${ports.other}`, 'it belongs to another host'),
    refused(`self.example:${ports.selfSigned}`, 'it is self-signed'),
  ])
  const [unknown] = await ask([urls[0] ?? ''], {})
  expect(unknown).toMatchObject(refused(`good.example:${ports.good}`, 'its issuer is unknown'))
})

test('what is no TLS, or only an outdated one, is told', async () => {
  const http = createHttp({ env: {}, log: logTo({ write: () => undefined }) })
  const plain = await startHttpProxy()
  const noTls = await rejection(http.get(`https://127.0.0.1:${plain.port}/`, { maxBytes: 10 }))
  expect(noTls).toMatchObject({ code: 'NETWORK_TLS', details: { why: 'what answers does not speak TLS' } })
  const authority = await makeAuthority()
  const old = await startTlsServer({
    ...(await authority.issue('old.example')),
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  })
  const outdated = await rejection(http.get(`https://127.0.0.1:${old}/`, { maxBytes: 10 }))
  expect(outdated).toMatchObject({ code: 'NETWORK_TLS', details: { why: 'it offers only outdated TLS versions' } })
  await http.close()
})
