import type { DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import type { Config } from '@ringpost/edge';
import { NoSchemaIntrospectionCustomRule, type ValidationRule } from 'graphql';
import { documentLimits } from './document-limits.js';
import { SCHEMA } from './schema.js';

// A document is compiled when it comes for the sixth time: those that come once are not worth it. Only plain ones get here.
const COMPILE_AFTER = 5;
const DOCUMENTS = 25;

/** What documents have to obey beside the rules of GraphQL. */
export const rulesOf = ({ graphqlIntrospection }: Pick<Config, 'graphqlIntrospection'>): ValidationRule[] => (graphqlIntrospection ? [documentLimits] : [documentLimits, NoSchemaIntrospectionCustomRule]);

/** The schema with Nest's resolvers, on mercurius and its compiler. The endpoint is our own (docs/decisions/0019). */
export const graphqlModule = (config: Pick<Config, 'graphqlIntrospection'>): DynamicModule =>
  GraphQLModule.forRoot<MercuriusDriverConfig>({
    driver: MercuriusDriver,
    typeDefs: [SCHEMA],
    routes: false,
    jit: COMPILE_AFTER,
    cache: DOCUMENTS,
    validationRules: rulesOf(config),
    errorFormatter: ({ data, errors }) => ({ statusCode: 200, response: { data, errors } }), // the endpoint words errors
  });
