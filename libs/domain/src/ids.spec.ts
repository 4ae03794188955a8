import { IdGenerator, floorOf, fromTypeId, millisOf, timeOf, toTypeId } from './ids.js';
import { TestClock, idsBy } from './testing/index.js';

// https://github.com/jetify-com/typeid/tree/main/spec: valid.yml
const VECTORS = [
  ['00000000-0000-0000-0000-000000000000', '00000000000000000000000000'],
  ['00000000-0000-0000-0000-000000000001', '00000000000000000000000001'],
  ['00000000-0000-0000-0000-00000000000a', '0000000000000000000000000a'],
  ['00000000-0000-0000-0000-000000000010', '0000000000000000000000000g'],
  ['00000000-0000-0000-0000-000000000020', '00000000000000000000000010'],
  ['0110c853-1d09-52d8-d73e-1194e95b5f19', '0123456789abcdefghjkmnpqrs'],
  ['0188bac7-4afa-78aa-bc3b-bd1eef28d881', '01h2xcejqtf2nbrexx3vqjhp41'],
  ['ffffffff-ffff-ffff-ffff-ffffffffffff', '7zzzzzzzzzzzzzzzzzzzzzzzzz'],
] as const;
const SUFFIX = '01h2xcejqtf2nbrexx3vqjhp41';

describe('a TypeID', () => {
  it.each(VECTORS)('writes %s as %s', (uuid, suffix) => {
    expect(toTypeId('pt', uuid)).toBe(`pt_${suffix}`);
  });

  it.each(VECTORS)('reads %s back from %s', (uuid, suffix) => {
    expect(fromTypeId('ntf', `ntf_${suffix}`)).toBe(uuid);
  });

  it.each([
    ['a first character that would need 129 bits', 'pt_8zzzzzzzzzzzzzzzzzzzzzzzzz'],
    ['another prefix', `ntf_${SUFFIX}`],
    ['another prefix of the same length', `px_${SUFFIX}`],
    ['a prefix that only begins alike', `pt2${SUFFIX}`],
    ['no prefix', SUFFIX],
    ['upper case', `pt_${SUFFIX.toUpperCase()}`],
    ['an upper-case prefix', `PT_${SUFFIX}`],
    ['a character too few', `pt_${SUFFIX.slice(1)}`],
    ['a character too many', `pt_0${SUFFIX}`],
    ['a letter that Crockford left out', `pt_${SUFFIX.slice(0, -1)}u`],
    ['a letter that Crockford reads as a digit', `pt_${SUFFIX.slice(0, -1)}l`],
    ['a hyphen', `pt_${SUFFIX.slice(0, -1)}-`],
    ['a character beyond ASCII', `pt_${SUFFIX.slice(0, -1)}é`],
    ['a character that takes two units', `pt_${SUFFIX.slice(0, -2)}😀`],
    ['a space around it', ` pt_${SUFFIX.slice(1)}`],
    ['a plain uuid', '0188bac7-4afa-78aa-bc3b-bd1eef28d881'],
    ['nothing', ''],
  ])('refuses %s', (_what, id) => {
    expect(fromTypeId('pt', id)).toBeUndefined();
  });

  it('survives the way there and back for ids as they are made', () => {
    const ids = idsBy(new TestClock());
    for (let i = 0; i < 500; i++) {
      const id = ids.next();
      expect(fromTypeId('log', toTypeId('log', id))).toBe(id);
    }
  });

  it('sorts as its uuid sorts', () => {
    const clock = new TestClock();
    const ids = idsBy(clock);
    const made = Array.from({ length: 300 }, (_, i) => ids.at(clock.advance((i * 7919) % 104_729, 'ms').now()));
    const byUuid = [...made].sort().map((id) => toTypeId('pt', id));
    expect(made.map((id) => toTypeId('pt', id)).sort()).toEqual(byUuid);
  });
});

describe('the time in an id', () => {
  const noon = new Date('2026-03-01T12:00:00.123Z');

  it('is the millisecond it was made in', () => {
    const id = idsBy(new TestClock(noon)).next();
    expect(timeOf(id)).toEqual(noon);
    expect(millisOf(id)).toBe(noon.getTime());
  });

  it('is the moment asked for where an id is made for the past', () => {
    expect(timeOf(idsBy(new TestClock()).at(noon))).toEqual(noon);
  });

  it('has a floor that no id of its millisecond lies under, and every earlier one does', () => {
    const ids = idsBy(new TestClock(noon));
    const before = ids.at(new Date(noon.getTime() - 1));
    for (let i = 0; i < 100; i++) expect(ids.at(noon) > floorOf(noon)).toBe(true);
    expect(before < floorOf(noon)).toBe(true);
    expect(timeOf(floorOf(noon))).toEqual(noon);
  });
});

describe('the id generator', () => {
  const isIncreasing = (made: string[]): boolean => made.every((id, i) => i === 0 || id > made[i - 1]!);

  it('makes UUIDv7 of the RFC’s variant', () => {
    const id = idsBy(new TestClock()).next();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('goes on increasing while the clock stands still for more ids than a millisecond has numbers', () => {
    const ids = idsBy(new TestClock());
    const made = Array.from({ length: 10_000 }, () => ids.next());
    expect(isIncreasing(made)).toBe(true);
    expect(new Set(made).size).toBe(made.length);
  });

  it('borrows at most the milliseconds it needs', () => {
    const clock = new TestClock();
    const ids = idsBy(clock);
    let last = '';
    for (let i = 0; i < 8_192; i++) last = ids.next();
    expect(millisOf(last) - clock.now().getTime()).toBeLessThanOrEqual(2);
  });

  it('goes on increasing when the clock jumps back, and when it has caught up', () => {
    const clock = new TestClock();
    const ids = idsBy(clock);
    const made = [ids.next()];
    clock.advance(-1, 'hours');
    for (let i = 0; i < 100; i++) made.push(ids.next());
    clock.advance(1, 'hours');
    for (let i = 0; i < 100; i++) made.push(ids.next(clock.advance(1, 'ms').now()));
    expect(isIncreasing(made)).toBe(true);
  });

  it('follows the clock again once the clock is ahead', () => {
    const clock = new TestClock();
    const ids = idsBy(clock);
    for (let i = 0; i < 5_000; i++) ids.next();
    clock.advance(1, 'seconds');
    expect(millisOf(ids.next())).toBe(clock.now().getTime());
  });

  it('takes everything but time, version, variant and counter from the random source', () => {
    const ids = new IdGenerator(new TestClock(new Date(1)), () => new Uint8Array(16).fill(0xff));
    expect(ids.next()).toBe('00000000-0001-73ff-bfff-ffffffffffff');
    expect(ids.next()).toBe('00000000-0001-7400-bfff-ffffffffffff');
  });
});
