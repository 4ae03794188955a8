import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { DomainError, invalidField } from '@ringpost/domain';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync } from 'class-validator';
import { fieldErrors } from './field-errors.js';
import { readingsOf, type Reading } from './from-query.js';

type RequestClass = new () => object;

/** What is known of a query or body class: looked up once. */
interface Plan {
  readonly members: readonly string[];
  readonly readings: ReadonlyMap<string, Reading>;
  /** Whether members are themselves classes, which class-transformer then makes. */
  readonly nested: boolean;
}

const OPTIONS = { forbidUnknownValues: false, validationError: { target: false } };

/** Makes and checks the classes of queries, paths and bodies. Members that a class does not know are ignored. Throws `invalid_request`. */
export class RequestValidationPipe implements PipeTransform {
  private readonly plans = new WeakMap<RequestClass, Plan>();

  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'custom' || metatype === undefined || BUILT_IN.has(metatype)) return value;
    const plan = this.planOf(metatype as RequestClass);
    const instance = type !== 'body' ? fromQuery(value as Record<string, unknown>, metatype as RequestClass, plan) : fromBody(value, metatype as RequestClass, plan);
    const errors = validateSync(instance, OPTIONS);
    if (errors.length > 0) throw refusal(fieldErrors(errors));
    return instance;
  }

  private planOf(type: RequestClass): Plan {
    let plan = this.plans.get(type);
    if (plan === undefined) this.plans.set(type, (plan = planFor(type)));
    return plan;
  }
}

const BUILT_IN = new Set<unknown>([String, Number, Boolean, Array, Object]);

function planFor(type: RequestClass): Plan {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return { members: [...new Set(rules.map((rule) => rule.propertyName))], readings: readingsOf(type), nested: rules.some((rule) => rule.type === 'nestedValidation') };
}

function fromQuery(query: Record<string, unknown>, type: RequestClass, { members, readings }: Plan): object {
  const instance = new type() as Record<string, unknown>;
  for (const member of members) {
    const value = query[member];
    if (value === undefined) continue;
    if (typeof value !== 'string') throw invalidField(member, 'type', `${member} must be given once`);
    instance[member] = readings.get(member)?.(value) ?? value;
  }
  return instance;
}

function fromBody(body: unknown, type: RequestClass, { members, nested }: Plan): object {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalidField('body', 'type', 'the body must be a JSON object');
  const instance = (nested ? plainToInstance(type, body) : body) as Record<string, unknown>;
  return members.reduce((made, member) => {
    if (Object.hasOwn(instance, member) && instance[member] !== undefined) made[member] = instance[member];
    return made;
  }, new type() as Record<string, unknown>);
}

const refusal = (fields: ReturnType<typeof fieldErrors>): DomainError => new DomainError('invalid_request', { detail: fields[0]?.description, fields });
