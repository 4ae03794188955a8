import { KeyObject, webcrypto } from 'node:crypto';
import type { KeyPair } from './key-pair.js';

const DAY_MS = 86_400_000;
const YEARS = 10;

const ALGORITHMS = {
  rsa: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2_048, publicExponent: new Uint8Array([1, 0, 1]) },
  ecdsa: { name: 'ECDSA', hash: 'SHA-256', namedCurve: 'P-256' },
} as const;

/** A self-signed certificate for this machine, good for ten years, and its private key. */
export async function makeKeyPair(kind: keyof typeof ALGORITHMS, now: Date): Promise<KeyPair> {
  // Loaded here: it takes 0.2 s, which a start with certificates at hand need not wait for.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const signingAlgorithm = ALGORITHMS[kind];
  const keys = (await webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=ringpost',
    notBefore: new Date(now.getTime() - DAY_MS), // phones whose clock is behind
    notAfter: endOf(now),
    signingAlgorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      // The RSA suites without Diffie-Hellman encipher with the certificate's own key.
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }, { type: 'ip', value: '127.0.0.1' }, { type: 'ip', value: '::1' }]),
    ],
  }, webcrypto as Crypto);
  return { cert: `${certificate.toString('pem')}\n`, key: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }) as string };
}

function endOf(now: Date): Date {
  const end = new Date(now);
  end.setUTCFullYear(end.getUTCFullYear() + YEARS);
  return end;
}
