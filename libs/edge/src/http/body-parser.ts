import type { FastifyInstance } from 'fastify';
import { parseJsonBody } from './json-body.js';

/** What the bytes of a body become. What it throws is answered. */
export type ParseBody = (bytes: Buffer) => unknown;

/** JSON by name or by suffix (RFC 6839). */
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json(?:;|$)/;

/** The only parser of bodies: of JSON, every other type being refused; or the given one, of whatever comes. */
export function installBodyParser(fastify: FastifyInstance, parse?: ParseBody): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>(parse === undefined ? JSON_TYPE : '*', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, (parse ?? parseJsonBody)(body));
    } catch (error) {
      done(error as Error);
    }
  });
  if (parse !== undefined) forgetBodyTypes(fastify);
}

// Fastify refuses a header that names no type at all before it asks any parser.
function forgetBodyTypes(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    delete request.raw.headers['content-type'];
    done();
  });
}
