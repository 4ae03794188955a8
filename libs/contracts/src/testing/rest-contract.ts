import { readContract } from './openapi-contract.js';

/** The contract of the REST surface, in parts. */
export const { document: restDocument, operations: restOperations, resolved, faults, answerFaults } = readContract('rest.json');
