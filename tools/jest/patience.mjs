import { jest } from '@jest/globals';

// Tests share their cores with others: one that waits for a database is not wrong because it waits longer. Nothing here measures time.
jest.setTimeout(30_000);
