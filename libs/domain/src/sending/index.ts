export * from './content.js';
export * from './outcome.js';
export * from './phones.js';
export * from './pool.js';
export * from './provider.js';
export * from './step.js';
