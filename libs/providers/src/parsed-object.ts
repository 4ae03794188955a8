/** The object that a value is, or that it is the JSON text of; nothing when it is neither. */
export function parsedObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'string') return isObject(value) ? value : undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined; // no JSON, which is what was asked
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
