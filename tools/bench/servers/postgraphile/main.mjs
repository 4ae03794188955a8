// PostGraphile 5 on the product's tables, as a superuser: no policies, no transaction that sets a role or a tenant for each request, and
// who asks is told by arguments. It is told of the relations that the tables do not declare, and by what it may be asked to filter.
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { jsonPgSmartTags } from 'postgraphile/utils';

const filtered = { tags: { behavior: ['+filterBy', '+orderBy'] } };
const tags = jsonPgSmartTags({
  version: 1,
  config: {
    class: {
      'public.notification': {
        tags: { foreignKey: ['(tenant_id, sender_id) references recipient (tenant_id, user_id)|@fieldName sender', '(tenant_id, user_id) references recipient (tenant_id, user_id)|@fieldName receiver'] },
        attribute: { id: filtered, tenant_id: filtered, user_id: filtered, type: filtered },
      },
    },
  },
});

const preset = {
  extends: [PostGraphileAmberPreset],
  plugins: [tags],
  pgServices: [makePgService({ connectionString: process.env.DATABASE_URL, schemas: ['public'], poolConfig: { max: 10 } })], // as many connections as the product's default
  grafserv: { watch: false, graphiql: false },
  grafast: { explain: false },
};
const server = createServer();
await postgraphile(preset).createServ(grafserv).addTo(server);
server.listen(Number(process.env.PORT), '127.0.0.1');

process.on('SIGTERM', () => process.exit(0));
