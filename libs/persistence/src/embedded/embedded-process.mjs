// Opens the database of a folder in a process of its own, for tests, from the sources as they are: prints one line of JSON when it is
// open and stops it when told to end. Node strips the types; only the names of the files have to be mapped.
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    const own = specifier.startsWith('./') && context.parentURL?.endsWith('.ts');
    return next(own ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
const { openEmbeddedDatabase } = await import('./embedded-database.ts');
// Modes: stay; durable (fsync on); forget (to stop it); untied (as where there is no setpriv).
const [dataDir, mode = 'stay'] = process.argv.slice(2);
// What a machine without setpriv is left with.
const probe = mode === 'untied' ? ({ prefix }) => !prefix.includes('setpriv') && (process.getuid() !== 0 || prefix.includes('unshare')) : undefined;
try {
  const { owner, url, stop } = await openEmbeddedDatabase(dataDir, { settings: mode === 'durable' ? {} : { fsync: 'off' } }, probe);
  console.log(JSON.stringify({ owner, url }));
  if (mode !== 'forget') {
    const alive = setInterval(() => {}, 1e6);
    process.once('SIGTERM', () => stop().then(() => clearInterval(alive)));
  }
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
  process.exitCode = 1;
}
