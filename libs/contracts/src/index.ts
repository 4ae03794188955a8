import type { components as legacyComponents } from './legacy.js';
import type { components, operations } from './rest.js';

export type { components, operations, paths } from './rest.js';
/** The types of the GraphQL surface by their names: `Graphql.Notification`. */
export type * as Graphql from './graphql.js';

/** Every schema of the REST surface by its name: `Schemas['PushToken']`. */
export type Schemas = components['schemas'];

/** Every schema of the surface for older apps by its name: `LegacySchemas['Token']`. */
export type LegacySchemas = legacyComponents['schemas'];

/** The name of an operation: `'listPushTokens'`. */
export type OperationId = keyof operations;

/** The query of an operation: `Query<'listPushTokens'>`. */
export type Query<Id extends OperationId> = NonNullable<operations[Id]['parameters']['query']>;

/** The JSON body that an operation takes: `RequestBody<'registerPushToken'>`; `never` when it takes none. */
export type RequestBody<Id extends OperationId> = Json<NonNullable<operations[Id]['requestBody']>>;

/** The JSON body that an operation answers with a status: `Answer<'registerPushToken', 201>`. */
export type Answer<Id extends OperationId, Status extends keyof operations[Id]['responses'] = keyof operations[Id]['responses'] & 200> = Json<
  operations[Id]['responses'][Status]
>;

type Json<Message> = Message extends { content: { 'application/json': infer Body } } ? Body : never;
