// Does what the README tells a reader to do, on a fresh service in a temporary folder, and compares what is printed with what the
// README shows. Ids, times, tokens and addresses of one run are not compared, but an id has to come back where the README repeats it.
//
//   node tools/docs/check-readme.mjs [--update]      --update: writes the outputs of this run into the README instead
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const README = path.join(ROOT, 'README.md');
const SECTIONS = ['Start', 'A first session', 'Demonstration data'];
const NOT_RUN = /^npm ci\b/; // what a reader does once, and what this script presumes
const GREETING = 'Ringpost is ready.';
// The ports of the README, by their variables.
const PORTS = { PORT: 3000, LEGACY_PORT: 6443, PUSH_SOCKET_PORT: 11001, DEMO_PORT: 3001 };
const README_FOLDER = '.ringpost';
const START_MS = 120_000, STEP_MS = 60_000, STOP_MS = 15_000;
const ID = /\b(?:pt|log|msg|ring|ntf|pvd|aud)_[0-9a-hjkmnp-tv-z]{26}\b/g;

const update = process.argv.includes('--update');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ringpost-readme-'));
const ports = {};
for (const name of Object.keys(PORTS)) ports[name] = await freePort();
const url = `http://127.0.0.1:${ports.PORT}`;
const env = environment();

let service, shell;
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void cleanUp().finally(() => process.exit(1)));
try {
  process.exitCode = (await check(fs.readFileSync(README, 'utf8').split('\n'))) ? 0 : 1;
} catch (error) {
  console.error(`README not checked: ${error.message}`);
  process.exitCode = 1;
} finally {
  await cleanUp();
}

/** Runs the steps of the README in order; false when one of them prints something else. */
async function check(lines) {
  const steps = stepsOf(lines);
  service = start('npm', ['start']);
  await ready();
  shell = start('sh', []);
  const ids = new Map(); // an id of the README → that of this run
  const failures = [];
  for (const step of steps) {
    const { command, output } = step;
    const printed = output?.startsWith(GREETING) ? greeting() : NOT_RUN.test(command) ? undefined : await run(inThisRun(command, ids));
    if (printed === undefined || output === undefined) continue;
    const [expected, actual] = [output, asInReadme(printed).replaceAll(folder, README_FOLDER)];
    for (const [i, id] of (expected.match(ID) ?? []).entries()) if (!ids.has(id)) ids.set(id, actual.match(ID)?.[i] ?? id);
    if (masked(inThisRun(expected, ids)) !== masked(actual)) failures.push(`line ${step.line}: ${command}\n  README: ${expected}\n  now:    ${actual}`);
    step.actual = actual;
  }
  if (update) return write(lines, steps, ids);
  for (const failure of failures) console.error(failure);
  console.log(failures.length === 0 ? `README: ${steps.length} steps print what it shows.` : `README: ${failures.length} of ${steps.length} steps print something else.`);
  return failures.length === 0;
}

/** The blocks of shell commands in the checked sections, each with the block of output that follows it, if any. */
function stepsOf(lines) {
  const steps = [];
  let section = '', block;
  lines.forEach((line, at) => {
    if (!line.startsWith('```')) {
      if (!block && line.startsWith('## ')) section = line.slice(3).trim();
    } else if (!block) block = { language: line.slice(3).trim(), from: at + 1 };
    else {
      const text = lines.slice(block.from, at).join('\n');
      if (SECTIONS.includes(section) && block.language === 'sh') steps.push({ command: text, line: block.from + 1, from: block.from, to: at });
      else if (SECTIONS.includes(section) && steps.length > 0) Object.assign(steps.at(-1), { output: text, outputFrom: block.from, outputTo: at });
      block = undefined;
    }
  });
  if (steps.length === 0) throw new Error(`none of its sections ${SECTIONS.join(', ')} has a command`);
  return steps;
}

function write(lines, steps, ids) {
  for (const { command, from, to, actual, outputFrom, outputTo } of steps.toReversed()) {
    if (actual !== undefined) lines.splice(outputFrom, outputTo - outputFrom, ...actual.split('\n'));
    lines.splice(from, to - from, ...command.replace(ID, (id) => ids.get(id) ?? id).split('\n'));
  }
  fs.writeFileSync(README, lines.join('\n'));
  console.log(`README: ${steps.length} steps written anew.`);
  return true;
}

/** Text of the README with the address and the ids of this run. */
function inThisRun(text, ids) {
  return withPorts(text, PORTS, ports).replace(ID, (id) => ids.get(id) ?? id);
}

/** Text of this run with the addresses of the README. */
function asInReadme(text) {
  return withPorts(text, ports, PORTS);
}

function withPorts(text, from, to) {
  return Object.keys(PORTS).reduce((changed, name) => changed.replaceAll(`://127.0.0.1:${from[name]}`, `://127.0.0.1:${to[name]}`), text);
}

/** Text without what differs from run to run. */
function masked(text) {
  return asInReadme(text)
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>')
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uuid>')
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<token>')
    .replace(/"next_cursor":"[^"]+"/g, '"next_cursor":"<cursor>"')
    .trim();
}

/** Starts a program whose output is gathered. It leads a group of its own, so that nothing of it can be left behind. */
function start(program, args) {
  const child = spawn(program, args, { cwd: ROOT, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const started = { child, out: '', err: '', code: undefined };
  child.stdout.on('data', (data) => { started.out += data; });
  child.stderr.on('data', (data) => { started.err += data; });
  started.ended = new Promise((resolve) => child.once('error', (error) => resolve(`${error.message}`)).once('close', (code, signal) => resolve(`${signal ?? code}`)));
  void started.ended.then((code) => { started.code = code; });
  return started;
}

async function ready() {
  await until(START_MS, 'the service was not ready', async () => {
    if (service.code !== undefined) throw new Error(`the service ended (${service.code}): ${service.err.trim() || service.out.trim()}`);
    return (await fetch(`${url}/health/ready`).catch(() => undefined))?.ok && service.out.includes(GREETING);
  });
}

/** What the service said when it was ready: the line and the indented ones below it. */
function greeting() {
  return /^Ringpost is ready\.(?:\n {2}.*)*/m.exec(service.out)?.[0] ?? '';
}

/** Runs a command in the shell that ran those before it, so that their variables are there; answers what it prints. */
async function run(command) {
  const end = `end-of-step-${Math.random().toString(36).slice(2)}`;
  const from = shell.out.length;
  shell.err = '';
  shell.child.stdin.write(`{ ${command}\n} </dev/null\nprintf '\\n${end} %s\\n' "$?"\n`);
  const mark = new RegExp(`\\n${end} (\\d+)\\n`);
  await until(STEP_MS, `"${command}" did not end`, async () => mark.test(shell.out.slice(from)) || shell.code !== undefined);
  const found = mark.exec(shell.out.slice(from));
  if (found?.[1] !== '0') throw new Error(`"${command}" failed: ${shell.err.trim() || shell.out.slice(from).trim()}`);
  return shell.out.slice(from, from + found.index).trimEnd();
}

async function until(ms, complaint, done) {
  const deadline = Date.now() + ms;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error(`${complaint} within ${ms / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function cleanUp() {
  shell?.child.stdin.end();
  for (const started of [shell, service]) {
    if (started === undefined || started.code !== undefined) continue;
    started.child.kill('SIGTERM');
    const late = setTimeout(() => process.kill(-started.child.pid, 'SIGKILL'), STOP_MS);
    await started.ended;
    clearTimeout(late);
  }
  fs.rmSync(folder, { recursive: true, force: true });
}

/** The environment with every variable of the service unset, as on a reader's machine; an empty one also overrides a .env file. */
function environment() {
  const names = fs.readFileSync(path.join(ROOT, '.env.example'), 'utf8').match(/^[A-Z_]+(?==)/gm) ?? [];
  return { ...process.env, ...Object.fromEntries(names.map((name) => [name, ''])), DATA_DIR: folder, ...Object.fromEntries(Object.entries(ports).map(([name, free]) => [name, String(free)])) };
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port: free } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return free;
}
