import { ratio } from '../load/rounds.mjs';
import { OPERATIONS } from '../operations.mjs';
import { atLeast, atMost } from '../report/bars.mjs';
import { startOrdinary } from '../servers/ordinary.mjs';
import { CALM_CONNECTIONS, PRODUCT, REFERENCE, sideBySide } from './side-by-side.mjs';

export const about = 'the unread list beside node:http + pg, and beside the ordinary NestJS way';

export async function run(options) {
  const { full, calm } = await sideBySide(OPERATIONS.list, options, { others: [startOrdinary], calmToo: true });
  const ordinary = Object.keys(full).at(-1);
  return [
    atLeast('unread list: requests per second, of node:http + pg', ratio(full, PRODUCT, REFERENCE, 'rate'), 0.8),
    atMost(`unread list: p99 with ${options.connections} connections, of node:http + pg`, ratio(full, PRODUCT, REFERENCE, 'p99'), 1.5),
    atMost(`unread list: p99 with ${CALM_CONNECTIONS} connections, of node:http + pg`, ratio(calm, PRODUCT, REFERENCE, 'p99'), 1.5),
    atLeast('unread list: requests per second, of the ordinary NestJS way', ratio(full, PRODUCT, ordinary, 'rate'), 4),
  ];
}
