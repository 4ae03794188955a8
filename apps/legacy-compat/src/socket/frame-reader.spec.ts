import { ByteBudget } from './byte-budget.js';
import { COMMAND, frameOf, MAX_PAYLOAD_BYTES } from './frame.js';
import { FrameReader } from './frame-reader.js';
import { rawFrame } from './testing/test-phone.js';

/** A reader, and what it told. */
function reading(budget = new ByteBudget(10_000)) {
  const told: unknown[] = [];
  const reader: FrameReader = new FrameReader({ onFrame: (command, payload) => told.push([command, payload.toString()]), onBroken: (reason) => told.push(reason) }, budget);
  return { reader, told, budget };
}

const piecesOf = (bytes: Buffer, size: number): Buffer[] => Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));

const TALK = Buffer.concat([frameOf(COMMAND.heartbeat), frameOf(COMMAND.register, '{"imei":"é"}'), frameOf(COMMAND.heartbeat, '1700000000000'), frameOf(77, 'whatever'), frameOf(COMMAND.register), frameOf(-1)]);
const HEARD = [[0, ''], [1, '{"imei":"é"}'], [0, ''], [77, ''], [1, ''], [-1, '']];

describe('a reader of frames', () => {
  it.each([1, 2, 3, 7, 8, 9, 16, 1_000])('finds the same frames in pieces of %d bytes', (size) => {
    const { reader, told, budget } = reading();
    for (const piece of piecesOf(TALK, size)) reader.read(piece);
    expect(told).toEqual(HEARD);
    expect(budget.used).toBe(0);
  });

  it.each([['negative', -1], ['a megabyte and one', MAX_PAYLOAD_BYTES + 1], ['two gigabytes', 0x7fffffff], ['as negative as can be', -0x80000000]])('takes no frame whose length is %s, nor anything behind it', (_, length) => {
    const { reader, told } = reading();
    reader.read(Buffer.concat([rawFrame(9, length), frameOf(COMMAND.heartbeat)]));
    reader.read(frameOf(COMMAND.heartbeat));
    expect(told).toEqual(['frame']);
  });

  it('lets a megabyte of a command that it does not know pass by without keeping any of it', () => {
    const { reader, told, budget } = reading(new ByteBudget(0));
    for (const piece of piecesOf(frameOf(9, 'x'.repeat(MAX_PAYLOAD_BYTES)), 16_384)) reader.read(piece);
    reader.read(frameOf(COMMAND.heartbeat));
    expect(told).toEqual([[9, ''], [0, '']]);
    expect(budget.used).toBe(0);
  });

  it('takes a registration of a whole megabyte', () => {
    const { reader, told } = reading(new ByteBudget(2 * MAX_PAYLOAD_BYTES));
    for (const piece of piecesOf(frameOf(COMMAND.register, 'x'.repeat(MAX_PAYLOAD_BYTES)), 10_000)) reader.read(piece);
    expect(told).toEqual([[1, 'x'.repeat(MAX_PAYLOAD_BYTES)]]);
  });

  it('takes no memory for what is announced, and little more than twice what arrives', () => {
    const { reader, budget } = reading(new ByteBudget(MAX_PAYLOAD_BYTES));
    reader.read(rawFrame(COMMAND.register, MAX_PAYLOAD_BYTES));
    expect(budget.used).toBe(0);
    reader.read(Buffer.alloc(10));
    expect(budget.used).toBe(512);
    reader.read(Buffer.alloc(990));
    expect(budget.used).toBe(2_000);
  });

  it('needs no memory of its own for a registration in one piece', () => {
    const { reader, told } = reading(new ByteBudget(0));
    reader.read(frameOf(COMMAND.register, '{}'));
    expect(told).toEqual([[1, '{}']]);
  });

  it('gives up, and its memory back, when all together would keep too much', () => {
    const budget = new ByteBudget(600), first = reading(budget), second = reading(budget);
    const half = rawFrame(COMMAND.register, 1_000, 'x');
    first.reader.read(half);
    second.reader.read(half);
    expect([first.told, second.told, budget.used]).toEqual([[], ['buffer'], 512]);
    first.reader.stop();
    expect(budget.used).toBe(0);
  });

  it('reads nothing more once it was stopped, not even in the piece it is reading', () => {
    const told: number[] = [];
    const reader: FrameReader = new FrameReader({ onFrame: (command) => { told.push(command); reader.stop(); }, onBroken: () => told.push(-1) }, new ByteBudget(0));
    reader.read(Buffer.concat([frameOf(5), frameOf(6)]));
    expect(told).toEqual([5]);
  });
});

describe('a frame', () => {
  it('is command and length, little-endian, and the payload in UTF-8', () => {
    expect(frameOf(COMMAND.event, 'é').toString('hex')).toBe('0300000002000000c3a9');
  });

  it('carries no more than phones take', () => {
    expect(() => frameOf(COMMAND.event, 'é'.repeat(MAX_PAYLOAD_BYTES / 2 + 1))).toThrow(RangeError);
  });
});
