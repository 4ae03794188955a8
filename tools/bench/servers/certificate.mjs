import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as x509 from '@peculiar/x509';
import { STATE } from '../paths.mjs';

const CERT = path.join(STATE, 'loopback.crt'), KEY = path.join(STATE, 'loopback.key');
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const YEAR_MS = 365 * 86_400_000;

/** The files of a certificate of 127.0.0.1 that signed itself, and its text; made anew each time. */
export async function makeCertificate() {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const extensions = [new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])];
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({ name: 'CN=loopback', keys, signingAlgorithm: ALGORITHM, extensions, notAfter: new Date(Date.now() + YEAR_MS) });
  const ca = certificate.toString('pem');
  fs.writeFileSync(CERT, ca);
  fs.writeFileSync(KEY, KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }));
  return { certFile: CERT, keyFile: KEY, ca };
}
