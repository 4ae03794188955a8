/** Microseconds of a CPU profile spent in functions themselves, by package and by function, most first. Idle time is left out. */
export function selfTimes({ nodes, samples, timeDeltas }) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const packages = new Map(), functions = new Map();
  let busy = 0;
  for (const [i, id] of samples.entries()) {
    const frame = frames.get(id), micros = timeDeltas[i] ?? 0;
    if (frame.functionName === '(idle)') continue;
    busy += micros;
    const home = packageOf(frame);
    add(packages, home, micros);
    add(functions, `${frame.functionName || '(anonymous)'} · ${home}${placeOf(frame)}`, micros);
  }
  return { busy, packages: descending(packages), functions: descending(functions) };
}

const add = (map, key, micros) => map.set(key, (map.get(key) ?? 0) + micros);
const descending = (map) => [...map].sort((a, b) => b[1] - a[1]);

function packageOf({ url, functionName }) {
  if (url === '') return functionName.startsWith('(garbage') ? 'garbage collection' : functionName.startsWith('(program') ? 'program (kernel, libuv, native)' : 'native';
  if (url.startsWith('node:')) return url.replace(/^node:(internal\/)?/, 'node:').split('/')[0];
  const dependency = [...url.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].at(-1)?.[1];
  const ours = /\/(?:libs|apps)\/([^/]+)\/dist\//.exec(url)?.[1];
  return dependency ?? (ours ? `ringpost ${ours}` : url);
}

const placeOf = ({ url, lineNumber }) => (url === '' ? '' : ` (${url.split('/').at(-1)}:${lineNumber + 1})`);
