// What processes use, from /proc: there is none on other systems, and the columns stay empty there.
import fs from 'node:fs';

const TICKS_PER_SECOND = 100;

/** CPU seconds used so far by a process and all its descendants, including those that ended. */
export function cpuSeconds(root) {
  const all = new Map();
  for (const entry of listing('/proc')) {
    const stat = /^\d+$/.test(entry) ? statOf(entry) : undefined;
    if (stat) all.set(Number(entry), stat);
  }
  let sum = 0;
  for (const [pid, { ticks }] of all) if (descends(pid, root, all)) sum += ticks;
  return sum / TICKS_PER_SECOND;
}

/** CPU seconds that the machine has spent on anything, stolen ones of a virtual machine included. */
export function machineCpuSeconds() {
  const [user, nice, system, , , irq, softirq, steal] = (firstLine('/proc/stat') ?? '').split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq + steal) / TICKS_PER_SECOND;
}

function descends(pid, root, all) {
  for (let at = pid, depth = 0; at && depth < 20; depth++) {
    if (at === root) return true;
    at = all.get(at)?.parent;
  }
  return false;
}

// After the name, which may hold spaces: the state, the parent, and from the twelfth on the time in user and system mode, its own and that of ended children.
function statOf(pid) {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number);
    return { parent: fields[1], ticks: fields[11] + fields[12] + fields[13] + fields[14] };
  } catch {
    return undefined;
  }
}

const firstLine = (file) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n', 1)[0] : undefined);
const listing = (dir) => (fs.existsSync(dir) ? fs.readdirSync(dir) : []);

/** Runs work. Answers what it answered as `result`, how many `cores` each of some processes used meanwhile, by name, and all other work on the machine, as `others`. */
export async function withCores(pids, work) {
  const read = () => ({ at: performance.now(), machine: machineCpuSeconds(), benchmark: cpuSeconds(process.pid), each: Object.entries(pids).map(([name, pid]) => [name, cpuSeconds(pid)]) });
  const before = read(), result = await work(), after = read();
  const share = (seconds) => seconds / ((after.at - before.at) / 1_000);
  const cores = Object.fromEntries(after.each.map(([name, used], i) => [name, share(used - before.each[i][1])]));
  return { result, cores: { ...cores, others: share(after.machine - before.machine - (after.benchmark - before.benchmark)) } };
}

/** Resident memory of a process in MB. */
export function residentMb(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
  } catch {
    return NaN;
  }
}
