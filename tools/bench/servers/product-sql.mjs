import { DeliveryRepository, InboxRepository, PushTokenRepository } from '../../../libs/persistence/dist/index.js';

/** The SQL of the product's own lists, so that the reference asks exactly the same question and cannot fall behind it. */
export async function productSql() {
  const actor = { tenantId: 'tnt', userId: 'usr' };
  return {
    unread: await statementOf((db) => new InboxRepository(db).page(actor, { unreadOnly: true }, 20, 0)),
    tokens: await statementOf((db) => new PushTokenRepository(db).list(actor, undefined, 20, 0)),
    legacyTokens: await statementOf((db) => new PushTokenRepository(db).legacyList(actor, 'ring')),
    logs: await statementOf((db) => new DeliveryRepository(db).page(actor, {}, 20, 0)),
  };
}

async function statementOf(ask) {
  let text;
  const listener = { ask: async (_actor, statement) => { text = statement.text; return []; } };
  await ask(listener);
  return text;
}
