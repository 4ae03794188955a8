import { atMost } from '../../report/bars.mjs';
import { fixed, printTable } from '../../report/table.mjs';
import { openInspector } from '../../servers/inspector.mjs';
import { calm, settledMb } from './calm.mjs';

const FIRST = 100;

/** Resident memory of a connection: with all phones as it comes, above what the product has without any after a garbage collection. */
export async function memory({ product, farm, phones }, { phones: count }) {
  await farm.connect(Math.min(FIRST, count)); // what the first phones let the process load and compile is nobody's
  await farm.connect(0);
  const without = await collectedMb(product);
  const startedAt = performance.now();
  await phones.register(await farm.connect(count));
  const seconds = (performance.now() - startedAt) / 1_000;
  await calm({ farm, phones }, count);
  const asItComes = await settledMb(product.pid), collected = await collectedMb(product);
  const kib = (mb) => ((mb - without) * 1_024) / count;
  printTable(`Resident memory of ${count.toLocaleString('en')} phones that are connected and idle (they came within ${fixed(seconds)} s)`, ['', 'MB', 'KiB for each phone'], [
    ['no phone, after a garbage collection', fixed(without, 1), ''],
    ['all phones', fixed(asItComes, 1), fixed(kib(asItComes), 1)],
    ['all phones, after a garbage collection', fixed(collected, 1), fixed(kib(collected), 1)],
  ]);
  return [atMost('resident memory of an idle connection, KiB', kib(asItComes), 60, 1)];
}

async function collectedMb({ pid, inspectorPort }) {
  const inspector = await openInspector(inspectorPort);
  await inspector.send('HeapProfiler.collectGarbage');
  inspector.close();
  return settledMb(pid);
}
