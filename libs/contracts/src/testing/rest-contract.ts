import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

/** Any object of the description. Only tests read it, so its members are looked up as they come. */
export type Described = Record<string, any>;

/** One operation as it is described, with its parameters and those of its path together. */
export interface DescribedOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Described[];
  /** By status, as text. */
  readonly responses: Readonly<Record<string, Described>>;
  readonly source: Described;
}

/** The whole description of the REST surface. */
export const restDocument = JSON.parse(readFileSync(new URL('../../generated/rest.json', import.meta.url), 'utf8')) as Described;

const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch']);
const ajv = new Ajv2020({ strict: false, allErrors: true }).addSchema(restDocument, 'rest.json');
formats.default(ajv);
const compiled = new WeakMap<object, ValidateFunction>();

/** The object itself, or the one its `$ref` points to. */
export function resolved(node: Described): Described {
  if (typeof node['$ref'] !== 'string') return node;
  const steps = node['$ref'].slice('#/'.length).split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return resolved(steps.reduce<Described>((at, step) => at[step] as Described, restDocument));
}

/** Every operation, in the order of the description. */
export const restOperations: readonly DescribedOperation[] = Object.entries(restDocument['paths'] as Described).flatMap(([path, item]) =>
  Object.entries(item as Described).flatMap(([method, source]) => (METHODS.has(method) ? [described(path, method, item as Described, source as Described)] : [])),
);

function described(path: string, method: string, item: Described, source: Described): DescribedOperation {
  const parameters = [...(item['parameters'] ?? []), ...(source['parameters'] ?? [])].map(resolved);
  const responses = Object.fromEntries(Object.entries(source['responses'] as Described).map(([status, response]) => [status, resolved(response as Described)]));
  return { id: source['operationId'] as string, method, path, parameters, responses, source };
}

/** What is wrong with a value by a schema of the description, one line each; nothing when it fits. */
export function faults(schema: object, value: unknown): string[] {
  let validate = compiled.get(schema);
  if (!validate) {
    validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"rest.json#/')) as object);
    compiled.set(schema, validate);
  }
  return validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`);
}

/** What is wrong with the body that an operation answered with a status: for the contract specs of whoever serves it. */
export function answerFaults(operationId: string, status: number, body: unknown): string[] {
  const operation = restOperations.find(({ id }) => id === operationId);
  if (!operation) return [`${operationId} is not described`];
  const response = operation.responses[status];
  if (!response) return [`${operationId} does not document ${status}`];
  return faults(response['content']['application/json'].schema as object, body);
}
