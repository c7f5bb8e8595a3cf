import { generateKeyPairSync, sign } from 'node:crypto'

/** A fresh key with a self-signed certificate, such as a man in the middle would present (RFC 5280, 4.1). */
export function selfSigned(
  host = '127.0.0.1',
  ends = new Date('2049-12-31T23:59:59Z'),
): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsaWithSha256 = der(0x30, Buffer.from('06082a8648ce3d040302', 'hex'))
  const commonName = Buffer.concat([Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from(host))])
  const name = der(0x30, der(0x31, der(0x30, commonName)))
  const validity = der(0x30, utcTime(new Date('2020-01-01T00:00:00Z')), utcTime(ends))
  const subjectKey = publicKey.export({ type: 'spki', format: 'der' })
  const signed = der(0x30, der(0x02, Buffer.from([1])), ecdsaWithSha256, name, validity, name, subjectKey)
  const signature = der(0x03, Buffer.from([0]), sign('sha256', signed, privateKey))
  const cert = der(0x30, signed, ecdsaWithSha256, signature).toString('base64')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${cert}\n-----END CERTIFICATE-----\n`,
  }
}

/** `YYMMDDhhmmssZ` (RFC 5280, 4.1.2.5.1). */
function utcTime(time: Date): Buffer {
  return der(0x17, Buffer.from(`${time.toISOString().slice(2, 19).replaceAll(/[-T:]/g, '')}Z`))
}

/** Tag, length, contents (X.690, 8.1). */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  const { length } = content
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from(head), content])
}
