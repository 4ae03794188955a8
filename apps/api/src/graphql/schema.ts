import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The SDL of the surface: the contract itself. */
export const SCHEMA = readFileSync(createRequire(import.meta.url).resolve('@ringpost/contracts/schema.graphql'), 'utf8');
