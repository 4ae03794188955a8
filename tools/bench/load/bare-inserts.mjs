// The bare insert itself, without HTTP: as many at once as there are connections.
import pg from 'pg';
import { INSERT } from '../servers/insert/bare-table.mjs';
import { serve } from './serve.mjs';

const CONNECTIONS = 8;
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: CONNECTIONS });

serve({
  async run({ seconds, tenant, user, body }) {
    const until = performance.now() + seconds * 1_000;
    let count = 0;
    const one = async () => { for (; performance.now() < until; count++) await pool.query({ name: 'insert', text: INSERT, values: [tenant, user, body] }); };
    await Promise.all(Array.from({ length: CONNECTIONS }, one));
    return { rate: count / seconds };
  },
});
