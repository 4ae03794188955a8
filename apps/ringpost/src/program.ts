import { Command, Option } from 'commander';
import { ConfigError } from '@ringpost/edge';
import { demoCommand } from './commands/demo.js';
import { doctorCommand } from './commands/doctor.js';
import { reindexCommand, rotateCommand } from './commands/keys.js';
import { migrateCommand } from './commands/migrate.js';
import { PARTS, startCommand } from './commands/start.js';
import { tokenCommand, ttlOf } from './commands/token.js';

const EXAMPLES = `
Examples:
  ringpost start                                      run everything; without DATABASE_URL on an embedded PostgreSQL
  ringpost token --user usr_1 --tenant tnt_default    a token to call the API with
  ringpost demo                                       a tenant full of believable data to look around in
  ringpost doctor                                     what is wrong, and what to do about it

Configuration comes from the environment and from a .env file in the working folder; .env.example names every variable.`;

const program = new Command('ringpost')
  .description('The backend that knows every phone, rings it, keeps its inbox and can prove what happened.')
  .addHelpText('after', EXAMPLES)
  .showHelpAfterError('(ringpost --help lists the commands)')
  .helpCommand(false);

program
  .command('start')
  .description('run the service until it is told to stop (SIGTERM or Ctrl+C)')
  .addOption(new Option('--only <part>', 'run one part of it, beside others on the same database').choices(PARTS))
  .action(startCommand);

program.command('migrate').description('bring the schema of the database up to date; embedded "start" does it by itself').action(migrateCommand);

program
  .command('token')
  .description('print a token, and nothing else')
  .requiredOption('--user <id>', 'whose token it is')
  .option('--tenant <id>', 'the tenant; DEFAULT_TENANT_ID when left out')
  .option('--scope <scopes>', 'scopes separated by spaces: communication:send notification:send tenant:admin platform:admin')
  .option('--ttl <seconds>', 'how long it is valid', ttlOf, 3_600)
  .action(tokenCommand);

program
  .command('demo')
  .description('fill a tenant with users, phones, devices, notifications and deliveries')
  .option('--tenant <id>', 'the tenant to fill; DEFAULT_TENANT_ID when left out')
  .action(demoCommand);

program.command('doctor').description('check configuration, database, migrations, keys and ports, and say what to do').action(doctorCommand);
program.command('keys:rotate').description('encrypt everything under the first of ENCRYPTION_KEYS, while the service runs').action(rotateCommand);
program.command('keys:reindex').description('make the index anew after INDEX_KEY was changed, while no process serves').action(reindexCommand);

try {
  await program.parseAsync();
} catch (error) {
  const known = error instanceof ConfigError || error instanceof Error;
  process.stderr.write(`ringpost: ${known ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
