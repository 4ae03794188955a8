// Takes a body and writes it down as it is. No verification of tokens, no look-up, no validation, no policies, no second row.
import http from 'node:http';
import pg from 'pg';
import { INSERT } from './bare-table.mjs';
import { bearerOf } from '../reference/bearer.mjs';
import { bodyOf } from '../reference/body.mjs';

const ANSWER = '{"code":0,"message":"success"}';
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 }); // as many connections as the product's default

http.createServer(async (request, response) => {
  try {
    if (request.method === 'POST') {
      const who = bearerOf(request), text = await bodyOf(request), { user_id } = JSON.parse(text);
      await pool.query({ name: 'insert', text: INSERT, values: [who.tenant_id, user_id, text] });
    }
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': ANSWER.length });
    response.end(ANSWER);
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
}).listen(Number(process.env.PORT), '127.0.0.1');

process.on('SIGTERM', () => process.exit(0));
