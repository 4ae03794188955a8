export * from './legacy-contract.js';
export type { Described, DescribedOperation, OpenapiContract } from './openapi-contract.js';
export * from './rest-contract.js';
