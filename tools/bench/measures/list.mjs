import { ratio } from '../load/rounds.mjs';
import { OPERATIONS } from '../operations.mjs';
import { atLeast, atMost } from '../report/bars.mjs';
import { startOrdinary } from '../servers/ordinary.mjs';
import { PRODUCT, REFERENCE, sideBySide } from './side-by-side.mjs';

export const about = 'the unread list beside node:http + pg, and beside the ordinary NestJS way';

export async function run(options) {
  const rounds = await sideBySide(OPERATIONS.list, options, [startOrdinary]);
  const ordinary = Object.keys(rounds).at(-1);
  return [
    atLeast('unread list: requests per second, of node:http + pg', ratio(rounds, PRODUCT, REFERENCE, 'rate'), 0.8),
    atMost('unread list: p99, of node:http + pg', ratio(rounds, PRODUCT, REFERENCE, 'p99'), 1.5),
    atLeast('unread list: requests per second, of the ordinary NestJS way', ratio(rounds, PRODUCT, ordinary, 'rate'), 4),
  ];
}
