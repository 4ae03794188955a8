import { toTypeId } from '@ringpost/domain';
import type { RingTarget, RingTrace } from '@ringpost/messaging';

/** Something that happened: when, to which phone (none: to the ring), and what. */
interface Fact {
  readonly afterMs: number;
  readonly whom: string;
  readonly what: string;
}

/**
 * A ring as lines for people: its head, every fact in the order of time (milliseconds since it began, the phone, what happened), and
 * for each phone why it rang or did not.
 */
export function ringTimeline(trace: RingTrace): string[] {
  const names = trace.targets.map(nameOf);
  const facts = [...factsOfRing(trace), ...trace.targets.flatMap((target, i) => factsOf(target, names[i]!, trace))].sort((a, b) => a.afterMs - b.afterMs);
  return [
    `${toTypeId('ring', trace.id)}  ${trace.udid}  type ${trace.type}  ${trace.status}`,
    '',
    ...aligned(facts.map(({ afterMs, whom, what }) => [`+${afterMs} ms`, whom, what])),
    '',
    ...aligned(trace.targets.map(({ status, explanation }, i) => [names[i]!, status, explanation])),
  ];
}

function factsOfRing({ createdAt, expiresAt, status, ended }: RingTrace): Fact[] {
  const since = (time: Date): number => Math.max(0, time.getTime() - createdAt.getTime());
  const facts = [{ afterMs: 0, whom: 'ring', what: `begins, ${createdAt.toISOString()}` }];
  if (ended) facts.push({ afterMs: since(ended.at), whom: 'ring', what: `${status} by ${ended.by}` });
  if (status === 'expired') facts.push({ afterMs: since(expiresAt), whom: 'ring', what: 'expires: nobody answered' });
  return facts;
}

function factsOf({ attempts, ackedAt }: RingTarget, whom: string, { createdAt }: RingTrace): Fact[] {
  const tries = attempts.map(({ afterMs, provider, outcome, detail, durationMs }) => ({ afterMs, whom, what: `${[provider, outcome].filter(Boolean).join(' ')}${detail ? ` (${detail})` : ''} in ${durationMs} ms` }));
  return ackedAt ? [...tries, { afterMs: Math.max(0, ackedAt.getTime() - createdAt.getTime()), whom, what: 'the phone says that it rings' }] : tries;
}

const nameOf = ({ userId, platform, provider, pushTokenId }: RingTarget): string => [userId, platform, provider, pushTokenId && toTypeId('pt', pushTokenId)].filter(Boolean).join(' ');

/** Columns as wide as their widest cell; the first as numbers are, to the right, when they are such. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((widest, row) => row.map((cell, i) => Math.max(widest[i] ?? 0, cell.length)), []);
  const pad = (cell: string, i: number): string => (cell.startsWith('+') ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!));
  return rows.map((row) => row.map(pad).join('  ').trimEnd());
}
