// What `npm test` runs: everything that has to hold before a change may land, the tests last.
import { spawnSync } from 'node:child_process';

const steps = [
  ['lint', ['run', '--silent', 'lint']],
  ['types', ['run', '--silent', 'typecheck']],
  ['contract drift', ['run', '--silent', 'contracts:check']],
  ['build', ['run', '--silent', 'build']],
  ['README', ['run', '--silent', 'readme:check']],
  ['tests', ['run', '--silent', 'test:only']],
];

for (const [name, args] of steps) {
  process.stdout.write(`\n== ${name}\n`);
  const started = Date.now();
  const { status } = spawnSync('npm', args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) {
    process.stdout.write(`\n== ${name} failed\n`);
    process.exit(status ?? 1);
  }
  if (name !== 'tests') process.stdout.write(`== ${name} passed in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}
