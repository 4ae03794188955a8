// Builds before a start when a source is newer than what was built from it; otherwise costs some milliseconds.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const newest = (dir, latest = 0) => {
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    const file = path.join(dir, entry.name);
    if (entry.isDirectory()) latest = newest(file, latest);
    else if (!entry.name.endsWith('spec.ts')) latest = Math.max(latest, fs.statSync(file).mtimeMs);
  }
  return latest;
};
const builtAt = (project) => {
  const file = path.join(project, 'dist/.tsbuildinfo');
  return fs.existsSync(file) ? fs.statSync(file).mtimeMs : 0;
};
const projects = ['apps', 'libs'].flatMap((kind) => fs.readdirSync(path.join(root, kind)).map((name) => path.join(root, kind, name)));

if (projects.some((project) => newest(path.join(project, 'src')) > builtAt(project))) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}
