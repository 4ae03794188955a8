import { Foundation } from './0001-foundation.js';

/** In the order they are applied. Never change one that was released: add the next. */
export const MIGRATIONS = [{ name: '0001-foundation', class: Foundation }];
