import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { DomainError } from '@ringpost/domain';
import { RequestValidationPipe, parseJson } from '@ringpost/edge';

/** Makes and checks the classes of bodies, which come as bytes. Throws `malformed_body`, `invalid_request`. */
export class BodyPipe implements PipeTransform {
  private readonly rules = new RequestValidationPipe();

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    return metadata.type === 'body' ? this.rules.transform(jsonObjectIn(value), metadata) : value;
  }
}

/** The JSON object in a body. Throws `malformed_body` for everything else, nothing at all included. */
export function jsonObjectIn(body: unknown): Record<string, unknown> {
  const value = Buffer.isBuffer(body) ? parseJson(body) : undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new DomainError('malformed_body', { detail: 'the body is no JSON object' });
  return value as Record<string, unknown>;
}
