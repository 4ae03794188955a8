import tls from 'node:tls';
import { COMMAND, FrameReader, frameOf } from './frames.mjs';

// One address may hold 2 000 connections.
const ADDRESSES = 8;
const HEARTBEAT_AFTER_MS = 1_000;
const BUNDLE_ID = 'com.lancens.wxdoorbell';

// All phones are read by one thread, each read at once.
const buffer = Buffer.allocUnsafe(65_536);
const secureContext = tls.createSecureContext({ maxVersion: 'TLSv1.2' });

const identityOf = (n) => JSON.stringify({ imei: String(860_000_000_000_000 + n), imsi: String(460_000_000_000_000 + n), type: 'VP-1', brand: 'bench', bundle_id: BUNDLE_ID });

/** A phone as old builds are: registers, and sends a heartbeat one second after whatever it receives. */
export class Phone {
  heartbeats = 0;
  token = undefined;
  waiting = false;

  /** `onEvent` is called with the phone and the bytes of each event. */
  constructor(number, onEvent) {
    this.number = number;
    this.onEvent = onEvent;
  }

  /** Resolves with true when it has its token, and with false when the connection ended before. `onLost`: it ended later, by whoever else. */
  connect(port, onLost) {
    return new Promise((resolve) => {
      const reader = new FrameReader((command, payload) => {
        if (command === COMMAND.token) {
          this.token = JSON.parse(payload).token;
          resolve(true);
        }
        this.onFrame(command, payload);
      });
      const callback = (length, bytes) => { reader.read(bytes.subarray(0, length)); return true; };
      this.socket = tls.connect({ host: '127.0.0.1', port, localAddress: `127.0.0.${2 + (this.number % ADDRESSES)}`, secureContext, rejectUnauthorized: false, onread: { buffer, callback } });
      this.socket.once('secureConnect', () => this.socket.write(frameOf(COMMAND.register, identityOf(this.number))));
      this.socket.on('error', () => undefined); // followed by 'close', which counts
      this.socket.once('close', () => {
        resolve(false);
        clearTimeout(this.timer);
        if (this.token !== undefined && !this.hasLeft) onLost();
      });
    });
  }

  leave() {
    this.hasLeft = true;
    this.socket.destroy();
  }

  beat() {
    this.heartbeats++;
    this.socket.write(frameOf(COMMAND.heartbeat, String(Date.now())));
  }

  onFrame(command, payload) {
    if (command === COMMAND.event) this.onEvent(this, payload);
    if (this.waiting) return;
    this.waiting = true;
    this.timer = setTimeout(answer, HEARTBEAT_AFTER_MS, this);
  }
}

function answer(phone) {
  phone.waiting = false;
  phone.beat();
}
