import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { BENCH } from '../paths.mjs';

/** One run of the load generator, in a process of its own: requests a second, p50 and p99 in ms, and how many answers were not what was asked for. */
export async function wrk(url, { script, callers, seconds, connections }) {
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-s', path.join(BENCH, 'load', script), url];
  const output = await run('wrk', args, { ...process.env, BENCH_CALLERS: callers });
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]);
  if (!(rate > 0)) throw new Error(`wrk measured nothing:\n${output}`);
  return { rate, p50: percentile(output, 50), p99: percentile(output, 99), bad: badIn(output) };
}

async function run(command, args, env) {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const failure = new Promise((_resolve, reject) => child.once('error', (cause) => reject(new Error(`${command} cannot be run: is it installed?`, { cause }))));
  return (await Promise.race([Promise.all([text(child.stdout), text(child.stderr)]), failure])).join('');
}

function percentile(output, p) {
  const [, value, unit] = new RegExp(`${p}%\\s+([\\d.]+)(us|ms|s)`).exec(output) ?? [];
  return Number(value) * { us: 0.001, ms: 1, s: 1_000 }[unit];
}

function badIn(output) {
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(output)?.[1] ?? 0);
  const wrong = Number(/Wrong answers: (\d+)/.exec(output)?.[1] ?? 0); // counted by scripts that look at what is answered
  const broken = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(output)?.slice(1) ?? [];
  return broken.reduce((sum, n) => sum + Number(n), refused + wrong);
}
