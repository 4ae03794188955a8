import { createPrivateKey, X509Certificate } from 'node:crypto';

/** A certificate with its chain, and its private key, both in PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** What is wrong with one of the halves of a pair. The words never quote a key. */
export class KeyPairProblem extends Error {
  readonly half: keyof KeyPair;

  constructor(half: keyof KeyPair, message: string) {
    super(message);
    this.half = half;
  }
}

/** The certificate of a pair, of which the key is the private one. Throws a `KeyPairProblem`. */
export function certificateOf({ cert, key }: KeyPair): X509Certificate {
  const certificate = half('cert', () => new X509Certificate(cert));
  if (key.includes('ENCRYPTED')) throw new KeyPairProblem('key', 'it is encrypted, and nobody is there to ask for the passphrase');
  const privateKey = half('key', () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey)) throw new KeyPairProblem('key', 'it is not the key of the certificate');
  return certificate;
}

function half<T>(name: keyof KeyPair, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new KeyPairProblem(name, (error as Error).message);
  }
}
