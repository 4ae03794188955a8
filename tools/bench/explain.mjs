import { openServer } from './database/server.mjs'; import { openSendDatabase, POOL } from './database/send-database.mjs'; import { SendQueueRepository } from '../../libs/persistence/dist/index.js';
const server = await openServer(), db = await openSendDatabase(await server.fresh('explain')); await db.queue(await db.addPhones('t', 60000), 'message'); await db.settle();
let st; await new SendQueueRepository({ askAsSystem: async (_p, s, ...v) => { st = { s, v }; return []; } }, new Date()).claim({ lane: 'message', after: ['', ''], most: 200, limits: new Map([[`t ${POOL}`, 200]]), unknown: 32, leaseMs: 15000 });
await db.sql("set enable_seqscan=off"); await db.sql("set enable_hashjoin=off"); await db.sql("set enable_mergejoin=off"); await db.sql('set plan_cache_mode=force_generic_plan');
await db.sql(`prepare c as ${st.s.text}`); const lit = (v) => (v === null ? 'null' : `'${String(v).replace(/'/g, "''")}'`);
await db.sql(`execute c(${st.v.map(lit)})`); await db.sql(`execute c(${st.v.map(lit)})`);
for (const r of await db.sql(`explain (analyze, buffers, timing, costs off) execute c(${st.v.map(lit)})`)) console.log(Object.values(r)[0]);
await db.close(); await server.stop(); process.exit();
