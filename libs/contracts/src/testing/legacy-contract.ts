import { readContract, type Described } from './openapi-contract.js';

/** The contract of the surface for older apps. */
export const legacyContract = readContract('legacy.json');

/** Every word that an operation may answer with a status, as `message`. */
export function legacyMessages(operationId: string, status: number | string): string[] {
  const response = legacyContract.operations.find(({ id }) => id === operationId)?.responses[status];
  return response === undefined ? [] : wordsIn((response['content']['application/json'].schema as Described)['properties']?.message as Described | undefined);
}

function wordsIn(schema: Described = {}): string[] {
  const { const: only, enum: some = [], anyOf = [] } = legacyContract.resolved(schema);
  return [...(only === undefined ? [] : [only as string]), ...(some as string[]), ...(anyOf as Described[]).flatMap(wordsIn)];
}
