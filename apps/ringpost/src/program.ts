import { Command, Option } from 'commander';
import { ConfigError } from '@ringpost/edge';
import { demoCommand } from './commands/demo.js';
import { doctorCommand } from './commands/doctor.js';
import { reindexCommand, rotateCommand } from './commands/keys.js';
import { legacyUserCommand } from './commands/legacy-user.js';
import { migrateCommand } from './commands/migrate.js';
import { objectOf, socketSendCommand, wholeOf } from './commands/socket-send.js';
import { socketRevokeCommand } from './commands/socket-revoke.js';
import { startCommand } from './commands/start.js';
import { tokenCommand, ttlOf } from './commands/token.js';
import { PARTS } from './parts/process.js';

const EXAMPLES = `
Examples:
  ringpost start                                          run everything; without DATABASE_URL on an embedded PostgreSQL
  ringpost token --user usr_1 --tenant tnt_default        a token to call the API with
  ringpost legacy:user --username alice_01 --user usr_1   a login for apps that cannot be updated
  ringpost demo                                           a tenant full of believable data to look around in
  ringpost doctor                                         what is wrong, and what to do about it

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

program
  .command('legacy:user')
  .description('make a login for old builds, or give it another password; while the service runs, too')
  .requiredOption('--username <name>', 'what is typed into the app: 6 to 32 characters')
  .option('--password <password>', '8 to 16 characters; one line of the standard input when left out')
  .option('--user <id>', 'whose login it is')
  .option('--tenant <id>', 'the tenant; DEFAULT_TENANT_ID when left out')
  .option('--phone <number>', 'a phone number to log in by')
  .option('--email <address>', 'an e-mail address to log in by')
  .option('--remove', 'remove the login instead')
  .action(legacyUserCommand);

program
  .command('socket:send')
  .description('send an event to a phone on the push socket, and show what becomes of it')
  .requiredOption('--token <token>', 'the token that the socket gave the phone')
  .requiredOption('--uid <id>', 'the device that the event comes from')
  .option('--type <number>', '1 a ring, 0 motion, 2 and up the other kinds of the protocol', wholeOf(0, 65_535), 1)
  .option('--device <name>', 'the name of the device')
  .option('--alert <text>', 'what the phone shows', 'Ringpost')
  .option('--message <text>', 'the longer text; the alert when left out')
  .option('--sound <name>', 'the sound that the phone plays')
  .option('--action <text>', 'the action of the event')
  .option('--snapshot <url>', 'the address of a picture')
  .option('--info <json>', 'what the build expects of this type beside the rest', objectOf)
  .option('--tenant <id>', 'whose log it is in when no phone has registered the token; DEFAULT_TENANT_ID when left out')
  .option('--ttl <seconds>', 'how long the event is worth something; a ring 30 s, others a day', wholeOf(1, 2_592_000))
  .option('--wait <seconds>', 'how long to follow it', wholeOf(0, 3_600), 5)
  .action(socketSendCommand);

program
  .command('socket:revoke')
  .description('revoke the token that a phone has of the push socket')
  .requiredOption('--imei <number>', 'as the phone registers itself')
  .requiredOption('--imsi <number>', 'as the phone registers itself')
  .requiredOption('--bundle-id <id>', 'as the phone registers itself')
  .action(socketRevokeCommand);

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
