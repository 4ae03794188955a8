import { moment } from './moment.mjs';

/** Notes when each phone got one event, which is the same bytes for all. */
export class WatchForOne {
  got = new Map();

  constructor(guid) {
    this.guid = Buffer.from(guid);
  }

  take(phone, payload) {
    const at = moment();
    if (payload.includes(this.guid) && !this.got.has(phone.number)) this.got.set(phone.number, at);
  }
}

/** Notes when each event came, by its `uid`. */
export class WatchForAll {
  got = new Map();

  take(_phone, payload) {
    const at = moment(), { uid } = JSON.parse(payload);
    if (!this.got.has(uid)) this.got.set(uid, at);
  }
}
