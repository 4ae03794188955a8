// The feed as bare as mercurius can serve it: the product's schema, one statement, no limits of documents or requests.
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import mercurius from 'mercurius';
import pg from 'pg';
import { toTypeId } from '../../../../libs/domain/dist/index.js';
import { bearerOf } from '../reference/bearer.mjs';
import { FEED_SQL, FEED_VALUES } from '../reference/feed-sql.mjs';

const schema = readFileSync(new URL('../../../../libs/contracts/graphql/schema.graphql', import.meta.url), 'utf8');
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 }); // as many connections as the product's default

const itemOf = (row) => ({
  pk: toTypeId('ntf', row.id), sender: row.sender_id, senderName: row.sender_name, receiver: row.user_id, receiverName: row.receiver_name,
  purpose: row.purpose, purposeDetail: row.title, description: row.content, type: row.type,
});

async function getNotifications(_root, _args, { who }) {
  const { rows } = await pool.query({ name: 'feed', text: FEED_SQL, values: [who.tenant_id, who.sub, ...FEED_VALUES] });
  return rows.map(itemOf);
}

const app = Fastify();
app.get('/health/ready', () => ({}));
await app.register(mercurius, { schema, jit: 1, path: '/vsaas/api/v1/be', graphiql: false, context: (request) => ({ who: bearerOf(request) }), resolvers: { Query: { getNotifications } } });
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });

process.on('SIGTERM', () => process.exit(0));
