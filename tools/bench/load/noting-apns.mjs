// The loopback APNs, which also notes by the machine's own clock when each push has arrived: what its control tells is rounded to milliseconds.
import { readFileSync } from 'node:fs';
import { LoopbackApns } from '../../../libs/providers/dist/loopback/apns.js';
import { moment } from './phones/moment.mjs';
import { serve } from './serve.mjs';

const { PORT, KEY_FILE, CERT_FILE } = process.env;
let arrivals = [];

class NotingApns extends LoopbackApns {
  answer(request) {
    arrivals.push([request.headers[':path'].slice('/3/device/'.length), moment()]);
    return super.answer(request);
  }
}

await new NotingApns({ port: Number(PORT), keep: 0, tls: { key: readFileSync(KEY_FILE, 'utf8'), cert: readFileSync(CERT_FILE, 'utf8') } }).listen();

serve({
  /** The token and the moment of each push since it was asked last. */
  take() {
    const taken = arrivals;
    arrivals = [];
    return taken;
  },
});
