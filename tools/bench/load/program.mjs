import path from 'node:path';
import { BENCH } from '../paths.mjs';
import { startChild, stopChild } from '../servers/child.mjs';

/** A program of this folder in a process of its own, so that what it costs is nobody else's. It answers each message with one; those that use `serve` say first that they are ready. */
export function startProgram(name, env = {}) {
  const texts = Object.fromEntries(Object.entries(env).map(([variable, value]) => [variable, String(value)]));
  const child = startChild(name.replaceAll('/', '-'), [process.execPath, path.join(BENCH, `load/${name}.mjs`)], { env: texts, ipc: true });
  const ask = (action, told = {}) => new Promise((resolve) => {
    child.once('message', resolve);
    child.send({ action, ...told });
  });
  const first = new Promise((resolve) => { child.once('message', resolve); });
  return { ask, ready: () => first, pid: child.pid, stop: () => stopChild(child) };
}
