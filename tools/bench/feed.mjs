// The feed of sharing requests, asked for in several ways, and how to read each answer.
import { fromTypeId } from '../../libs/domain/dist/index.js';
import { FEED_TYPE, tenantId, userId } from './population.mjs';

/** What is measured, and on which database. */
export const FEED = { title: 'Feed of 20 over GraphQL', script: 'queries.lua', shape: { inboxesOnly: true, feeds: true } };

/** The product counts requests as ever, but refuses none. */
export const UNLIMITED = { GRAPHQL_RATE_LIMIT: '100000000' };

/** As many as everybody has. */
export const ITEMS = 20;

/** As many as the product answers with at most. */
const LIMIT = 500;
const FIELDS = ['sender', 'senderName', 'receiver', 'receiverName', 'type', 'description', 'pk', 'purpose', 'purposeDetail'];

const document = { query: `query {getNotifications(all:true) {${FIELDS.join(',')}}}` };
const contentOf = (items) => items.map((item) => ({ ...Object.fromEntries(FIELDS.map((field) => [field, item[field]])), pk: fromTypeId('ntf', item.pk) }));

/** A list of REST's form. */
export const REST = { path: '/feed', itemsIn: ({ items }) => contentOf(items) };

/** What a client of the product sends. */
export const PRODUCT_QUERY = { path: '/vsaas/api/v1/be', bodyFor: () => document, itemsIn: ({ data }) => contentOf(data.getNotifications) };

const tables = {
  query: `query ($tenant: String!, $user: String!) {allNotifications(first: ${LIMIT}, orderBy: ROW_ID_DESC, condition: {tenantId: $tenant, userId: $user, type: "${FEED_TYPE}"}) {nodes {senderId,sender {name},userId,receiver {name},type,content,rowId,purpose,title}}}`,
};

/** The same question to a schema that is made from the tables. Its roles know no tenants: who asks is an argument. */
export const TABLES_QUERY = {
  path: '/graphql',
  bodyFor: (user) => ({ ...tables, variables: { tenant: tenantId(user), user: userId(user) } }),
  itemsIn: ({ data }) => data.allNotifications.nodes.map(({ senderId, sender, userId: receiver, receiver: person, type, content, rowId, purpose, title }) => ({
    sender: senderId, senderName: sender.name, receiver, receiverName: person.name, type, description: content, pk: rowId, purpose, purposeDetail: title,
  })),
};
