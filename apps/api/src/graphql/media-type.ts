import { qualityIn } from '@ringpost/edge';

const RESPONSE = 'application/graphql-response+json';
const JSON_TYPE = 'application/json';

/** The media type of the answer (GraphQL over HTTP): JSON, unless the client would rather have the type made for GraphQL. */
export function mediaTypeFor(accept: string | undefined): string {
  const prefersResponse = accept?.includes(RESPONSE) === true && qualityOf(accept, RESPONSE) > 0 && qualityOf(accept, RESPONSE) >= qualityOf(accept, JSON_TYPE);
  return `${prefersResponse ? RESPONSE : JSON_TYPE}; charset=utf-8`;
}

/** Whether a browser asks for a page. Programs that take anything do not. */
export const wantsPage = (accept: string | undefined): boolean => accept !== undefined && accept.includes('text/html') && qualityOf(accept, 'text/html') >= qualityOf(accept, JSON_TYPE);

// The quality that is given for this very type (RFC 9110 §12.5.1), 0 when it is not named.
function qualityOf(accept: string, type: string): number {
  for (const part of accept.split(',', 20)) {
    const [name = '', ...parameters] = part.split(';', 5).map((text) => text.trim().toLowerCase());
    if (name === type) return qualityIn(parameters);
  }
  return 0;
}
