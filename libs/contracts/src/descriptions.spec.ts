import { legacyContract } from './testing/legacy-contract.js';
import { readContract, type Described, type DescribedOperation } from './testing/openapi-contract.js';

// What is asked of every description, whichever surface it is of.
describe.each([['rest', readContract('rest.json')], ['legacy', legacyContract]] as const)('the description of the surface %s', (_name, { document, operations, resolved, faults, answerFaults }) => {
  const all = operations.map((operation) => [operation.id, operation] as const);
  const json = (message: Described): Described => resolved(message)['content']['application/json'] as Described;
  const examplesOf = (media: Described): [string, unknown][] =>
    Object.entries((media['examples'] ?? {}) as Described).map(([name, example]) => [name, resolved(example as Described)['value']]);

  /** `[status, example's name, schema, example]` of each answer that an operation documents. */
  const answersOf = ({ responses }: DescribedOperation) =>
    Object.entries(responses).flatMap(([status, response]) => examplesOf(json(response)).map(([name, value]) => [status, name, json(response)['schema'] as object, value] as const));

  it('names each operation once', () => {
    expect(new Set(all.map(([id]) => id)).size).toBe(all.length);
  });

  it('has examples of schemas, parameters and headers that fit', () => {
    const { schemas, parameters = {}, headers = {} } = document['components'] as Record<string, Record<string, Described>>;
    const ofSchemas = Object.entries(schemas!).flatMap(([name, schema]) => ((schema['examples'] ?? []) as unknown[]).map((example) => [name, schema, example] as const));
    const ofInputs = [...Object.values(parameters), ...Object.values(headers), ...operations.flatMap((operation) => operation.parameters)];
    for (const [name, schema, example] of ofSchemas) expect([name, faults(schema, example)]).toEqual([name, []]);
    for (const input of ofInputs) expect([input, faults(input['schema'] as object, input['example'])]).toEqual([input, []]);
  });

  describe.each(all)('%s', (_id, operation) => {
    it('has a summary, a description and a described tag', () => {
      const tags = (document['tags'] as Described[]).map((tag) => tag['name'] as string);
      expect(operation.source).toMatchObject({ summary: expect.stringMatching(/./), description: expect.stringMatching(/./), tags: [expect.any(String)] });
      expect(tags).toContain(operation.source['tags'][0]);
    });

    it('shows a success, and an example of each answer, which fits its schema', () => {
      const answers = answersOf(operation);
      expect(answers.some(([status]) => status.startsWith('2'))).toBe(true);
      expect([...new Set(answers.map(([status]) => status))].sort()).toEqual(Object.keys(operation.responses).sort());
      for (const [status, name, schema, value] of answers) expect([status, name, faults(schema, value)]).toEqual([status, name, []]);
    });

    it('shows bodies that fit what it takes', () => {
      const media = operation.source['requestBody'] && json(operation.source['requestBody'] as Described);
      const examples = media ? examplesOf(media) : [];
      expect(examples.length > 0).toBe(media !== undefined);
      for (const [name, value] of examples) expect([name, faults(media!['schema'] as object, value)]).toEqual([name, []]);
    });

    it('does not fit what it does not answer', () => {
      expect(answerFaults(operation.id, 418, {})).toEqual([`${operation.id} does not document 418`]);
      for (const status of Object.keys(operation.responses)) expect([status, answerFaults(operation.id, Number(status), { surplus: 1 })]).not.toEqual([status, []]);
    });
  });
});
