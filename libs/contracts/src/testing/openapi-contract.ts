import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

/** Any object of a description. Only tests read it, so its members are looked up as they come. */
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

/** The description of a surface, and what can be asked of it. */
export interface OpenapiContract {
  readonly document: Described;
  /** Every operation, in the order of the description. */
  readonly operations: readonly DescribedOperation[];
  /** The object itself, or the one its `$ref` points to. */
  resolved(node: Described): Described;
  /** What is wrong with a value by a schema of the description, one line each; nothing when it fits. */
  faults(schema: object, value: unknown): string[];
  /** What is wrong with the body that an operation answered with a status: for the contract specs of whoever serves it. */
  answerFaults(operationId: string, status: number, body: unknown): string[];
}

const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch']);

/** The contract in one of the generated files, by its name. */
export function readContract(file: string): OpenapiContract {
  const document = JSON.parse(readFileSync(new URL(`../../generated/${file}`, import.meta.url), 'utf8')) as Described;
  const operations = operationsOf(document);
  const faults = faultsBy(document, file);
  return {
    document,
    operations,
    resolved: (node) => resolvedIn(document, node),
    faults,
    answerFaults: (operationId, status, body) => {
      const operation = operations.find(({ id }) => id === operationId);
      if (!operation) return [`${operationId} is not described`];
      const response = operation.responses[status];
      if (!response) return [`${operationId} does not document ${status}`];
      return faults(response['content']['application/json'].schema as object, body);
    },
  };
}

function resolvedIn(document: Described, node: Described): Described {
  if (typeof node['$ref'] !== 'string') return node;
  const steps = node['$ref'].slice('#/'.length).split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return resolvedIn(document, steps.reduce<Described>((at, step) => at[step] as Described, document));
}

const operationsOf = (document: Described): DescribedOperation[] =>
  Object.entries(document['paths'] as Described).flatMap(([path, item]) =>
    Object.entries(item as Described).flatMap(([method, source]) => (METHODS.has(method) ? [described(document, path, method, source as Described)] : [])),
  );

function described(document: Described, path: string, method: string, source: Described): DescribedOperation {
  const parameters = [...(document['paths'][path]['parameters'] ?? []), ...(source['parameters'] ?? [])].map((parameter: Described) => resolvedIn(document, parameter));
  const responses = Object.fromEntries(Object.entries(source['responses'] as Described).map(([status, response]) => [status, resolvedIn(document, response as Described)]));
  return { id: source['operationId'] as string, method, path, parameters, responses, source };
}

function faultsBy(document: Described, file: string): OpenapiContract['faults'] {
  const ajv = new Ajv2020({ strict: false, allErrors: true }).addSchema(document, file);
  formats.default(ajv);
  const compiled = new WeakMap<object, ValidateFunction>();
  return (schema, value) => {
    let validate = compiled.get(schema);
    if (!validate) {
      validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${file}#/`)) as object);
      compiled.set(schema, validate);
    }
    return validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`);
  };
}
