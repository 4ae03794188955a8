import { Command, Option } from 'commander';
import { objectOf, ttlOf, wholeOf } from './command-values.js';
import { PARTS } from './parts/parts.js';

const EXAMPLES = `
Examples:
  ringpost start                                          run everything; without DATABASE_URL on an embedded PostgreSQL
  ringpost start --demo                                   the same with a door to ring and phones that ring, on a page
  ringpost token --user usr_1 --tenant tnt_default        a token to call the API with
  ringpost legacy:user --username alice_01 --user usr_1   a login for apps that cannot be updated
  ringpost demo                                           a tenant full of believable data to look around in
  ringpost doctor                                         what is wrong, and what to do about it

Configuration comes from the environment and from a .env file in the working folder; .env.example names every variable.`;

// What a command needs is loaded when it is called: all of it takes longer than most of them do.
const program = new Command('ringpost')
  .description('The backend that knows every phone, rings it, keeps its inbox and can prove what happened.')
  .addHelpText('after', EXAMPLES)
  .showHelpAfterError('(ringpost --help lists the commands)')
  .helpCommand(false);

program
  .command('start')
  .description('run the service until it is told to stop (SIGTERM or Ctrl+C)')
  .addOption(new Option('--only <part>', 'run one part of it, beside others on the same database').choices(PARTS).conflicts('demo'))
  .option('--demo', 'with a household whose door can be rung on a page, and providers inside this process')
  .action(async (options) => (await import('./commands/start.js')).startCommand(options));

program.command('migrate').description('bring the schema of the database up to date; embedded "start" does it by itself').action(async () => (await import('./commands/migrate.js')).migrateCommand());

program
  .command('token')
  .description('print a token, and nothing else')
  .requiredOption('--user <id>', 'whose token it is')
  .option('--tenant <id>', 'the tenant; DEFAULT_TENANT_ID when left out')
  .option('--scope <scopes>', 'scopes separated by spaces: communication:send notification:send tenant:admin platform:admin')
  .option('--ttl <seconds>', 'how long it is valid', ttlOf, 3_600)
  .action(async (options) => (await import('./commands/token.js')).tokenCommand(options));

program
  .command('demo')
  .description('fill a tenant with users, phones, devices, notifications and deliveries')
  .option('--tenant <id>', 'the tenant to fill; DEFAULT_TENANT_ID when left out')
  .action(async (options) => (await import('./commands/demo.js')).demoCommand(options));

program
  .command('legacy:user')
  .description('make a login for old builds, or give it another password; while the service runs, too')
  .requiredOption('--username <name>', 'what is typed into the app: 6 to 32 characters')
  .option('--password <password>', '8 to 16 characters; one line of the standard input when left out')
  .option('--user <id>', 'whose login it is: 1 to 128 characters')
  .option('--tenant <id>', 'the tenant; DEFAULT_TENANT_ID when left out')
  .option('--phone <number>', 'a phone number to log in by')
  .option('--email <address>', 'an e-mail address to log in by')
  .option('--remove', 'remove the login instead; --user and --tenant, when given, must be its own')
  .action(async (options) => (await import('./commands/legacy-user.js')).legacyUserCommand(options));

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
  .action(async (options) => (await import('./commands/socket-send.js')).socketSendCommand(options));

program
  .command('socket:revoke')
  .description('revoke the token that a phone has of the push socket')
  .requiredOption('--imei <number>', 'as the phone registers itself')
  .requiredOption('--imsi <number>', 'as the phone registers itself')
  .requiredOption('--bundle-id <id>', 'as the phone registers itself')
  .action(async (options) => (await import('./commands/socket-revoke.js')).socketRevokeCommand(options));

program
  .command('provider:add')
  .description('add an account at a provider, to send by; while the service runs, too')
  .requiredOption('--provider <name>', 'apns, fcm, smtp, …')
  .option('--tenant <id>', 'the tenant; DEFAULT_TENANT_ID when left out')
  .option('--app <id>', 'the bundle id of the only app that it sends for; every app when left out')
  .addOption(new Option('--environment <name>', 'the only environment of tokens that it sends to; both when left out').choices(['production', 'sandbox']))
  .option('--priority <number>', 'lower ones are tried first; 10 when left out', wholeOf(0, 1_000))
  .option('--config <json>', 'the members that the provider wants, or the file that holds them')
  .option('--team-id <id>', 'apns: the team')
  .option('--key-id <id>', 'apns: the key')
  .option('--key-file <file>', 'apns: the key itself, AuthKey_….p8')
  .option('--service-account <file>', 'fcm: the file that Google hands out')
  .option('--host <name>', 'smtp: the server')
  .option('--port <number>', 'smtp: its port', wholeOf(1, 65_535))
  .option('--username <name>', 'smtp: who logs in')
  .option('--password-file <file>', 'smtp: the file that holds the password')
  .option('--from <address>', 'smtp: the sender, as an address or "Name <address>"')
  .action(async (options) => (await import('./commands/provider.js')).providerAddCommand(options));

program
  .command('provider:list')
  .description('list the accounts of a tenant at providers, without their secrets')
  .option('--tenant <id>', 'the tenant; DEFAULT_TENANT_ID when left out')
  .action(async (options) => (await import('./commands/provider.js')).providerListCommand(options));

program
  .command('provider:remove')
  .description('remove an account at a provider')
  .requiredOption('--id <id>', 'the account, as provider:list names it')
  .option('--tenant <id>', 'the tenant; DEFAULT_TENANT_ID when left out')
  .action(async (options) => (await import('./commands/provider.js')).providerRemoveCommand(options));

program
  .command('trace')
  .description('show what happened to a ring, phone by phone')
  .argument('<ring_id>', 'as the answer to the ring names it')
  .option('--tenant <id>', 'the tenant; DEFAULT_TENANT_ID when left out')
  .action(async (ring, options) => (await import('./commands/trace.js')).traceCommand(ring, options));

program.command('doctor').description('check configuration, database, migrations, keys and ports, and say what to do').action(async () => (await import('./commands/doctor.js')).doctorCommand());
program.command('keys:rotate').description('encrypt everything under the first of ENCRYPTION_KEYS, while the service runs').action(async () => (await import('./commands/keys.js')).rotateCommand());
program.command('keys:reindex').description('make the index anew after INDEX_KEY was changed, while no process serves').action(async () => (await import('./commands/keys.js')).reindexCommand());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`ringpost: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
