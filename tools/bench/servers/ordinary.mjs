import fs from 'node:fs';
import path from 'node:path';
import { transformFileSync } from '@swc/core';
import { JWT_SECRET } from '../keys.mjs';
import { BENCH, STATE } from '../paths.mjs';
import { freePort, startChild, stopChild, whenReady } from './child.mjs';

const SWC = {
  jsc: { parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false }, target: 'es2023', keepClassNames: true },
  module: { type: 'es6' },
};

/** The same list as most people would write it with the same libraries. */
export async function startOrdinary(database) {
  const program = path.join(STATE, 'ordinary-api.mjs');
  fs.writeFileSync(program, transformFileSync(path.join(BENCH, 'servers/ordinary/api.mts'), SWC).code);
  const port = await freePort();
  const env = { DATABASE_URL: database.superuserUrl, PORT: String(port), AUTH_JWT_SECRET: JWT_SECRET, NODE_ENV: 'production' };
  const child = startChild('ordinary', [process.execPath, program], { env });
  const url = `http://127.0.0.1:${port}`;
  await whenReady(child, `${url}/health/ready`);
  return { name: 'NestJS with em.find + count', url, pid: child.pid, stop: () => stopChild(child) };
}
