import 'reflect-metadata';
import type { FieldError } from '@ringpost/domain';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsDefined, IsEmail, IsIn, IsInt, IsNotEmpty, IsObject, IsOptional, Matches, Max, Min, ValidateNested } from 'class-validator';
import { CodePoints } from './code-points.js';
import { QueryBoolean } from './from-query.js';
import { PageQuery } from './page-query.js';
import { RequestValidationPipe } from './request-validation.pipe.js';

class Part {
  @CodePoints(1, 5) title: string;
  @IsOptional() @Min(1) @Max(9) @IsInt() rank?: number;
}
class Letter {
  @IsIn(['sms', 'push']) channel: string;
  @IsOptional() @IsEmail() email?: string;
  @IsOptional() @Matches(/^[a-z]+$/) word?: string;
  @IsOptional() @IsObject() data?: object;
  @IsOptional() @IsBoolean() urgent?: boolean;
  @IsOptional() @ValidateNested() @Type(() => Part) part?: Part;
  @IsOptional() @IsArray() @ArrayMinSize(1) @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => Part) parts?: Part[];
}
class Flat {
  @IsDefined() a: unknown;
  @IsNotEmpty() b: string;
}
class UnreadQuery extends PageQuery {
  @IsOptional() @IsIn(['low', 'high']) priority?: string;
  @IsOptional() @QueryBoolean() unread_only?: boolean;
}

const pipe = new RequestValidationPipe();
const body = (value: unknown, metatype: new () => object = Letter): unknown => pipe.transform(value, { type: 'body', metatype });
const query = (value: Record<string, unknown>, metatype: new () => object = UnreadQuery): unknown => pipe.transform(value, { type: 'query', metatype });
const problems = (work: () => unknown): string[] => {
  try {
    work();
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid_request' });
    return (error as { fields: FieldError[] }).fields.map(({ field, code, description }) => `${field} ${code}: ${description}`);
  }
  return [];
};

describe('a body', () => {
  it('becomes an instance of its class, without the members that the class does not know', () => {
    const letter = body({ channel: 'sms', part: { title: 'x', more: 1 }, parts: [{ title: 'y' }], constructor: 1, extra: 2 }) as Letter;
    expect(letter).toBeInstanceOf(Letter);
    expect(letter.part).toBeInstanceOf(Part);
    expect(letter.parts?.[0]).toBeInstanceOf(Part);
    expect(Object.keys(letter).sort()).toEqual(['channel', 'part', 'parts']);
    expect(Object.keys(body({ a: 1, b: 'x', c: 2 }, Flat) as object)).toEqual(['a', 'b']);
  });

  it.each([undefined, null, [], 'text', 5, [{ channel: 'sms' }]])('has to be an object: %j', (value) => {
    expect(problems(() => body(value))).toEqual(['body type: the body must be a JSON object']);
  });

  it.each<[string, unknown, string]>([
    ['missing', {}, 'channel required: channel is required'],
    ['null where something is required', { channel: null }, 'channel required: channel is required'],
    ['not one of the words', { channel: 'fax' }, 'channel enum: channel must be one of the following values: sms, push'],
    ['of another format', { channel: 'sms', email: 'x' }, 'email format: email must be an email'],
    ['of another pattern', { channel: 'sms', word: 'A1' }, 'word format: word must match /^[a-z]+$/ regular expression'],
    ['no object', { channel: 'sms', data: [] }, 'data type: data must be an object'],
    ['no boolean', { channel: 'sms', urgent: 'true' }, 'urgent type: urgent must be a boolean value'],
    ['a nested text too long', { channel: 'sms', part: { title: '123456' } }, 'part.title length: title must have 1 to 5 characters'],
    ['nested and missing', { channel: 'sms', part: {} }, 'part.title required: part.title is required'],
    ['no nested object', { channel: 'sms', part: 'x' }, 'part type: nested property part must be either object or array'],
    ['below the range', { channel: 'sms', parts: [{ title: 'x' }, { title: 'y', rank: 0 }] }, 'parts[1].rank range: rank must not be less than 1'],
    ['above the range', { channel: 'sms', part: { title: 'x', rank: 10 } }, 'part.rank range: rank must not be greater than 9'],
    ['no number, whatever the range', { channel: 'sms', part: { title: 'x', rank: 'x' } }, 'part.rank type: rank must be an integer number'],
    ['no text, whatever the length', { channel: 'sms', part: { title: 5 } }, 'part.title type: title must be a string'],
    ['an empty list', { channel: 'sms', parts: [] }, 'parts length: parts must contain at least 1 elements'],
    ['no list', { channel: 'sms', parts: { title: 'x' } }, 'parts type: parts must be an array'],
  ])('is told what is %s', (_, value, problem) => {
    expect(problems(() => body(value))).toEqual([problem]);
  });

  it('is told of every member that is wrong, up to a hundred', () => {
    expect(problems(() => body({}, Flat))).toEqual(['a required: a is required', 'b required: b is required']);
    expect(problems(() => body({ a: 0, b: '' }, Flat))).toEqual(['b required: b should not be empty']);
    expect(problems(() => body({ channel: 'sms', parts: Array.from({ length: 200 }, () => ({})) }))).toHaveLength(100);
  });

  it('may say null for what is optional', () => {
    expect(body({ channel: 'sms', email: null })).toEqual({ channel: 'sms', email: null });
  });

  it('cannot reach a prototype', () => {
    body(JSON.parse('{"channel":"sms","__proto__":{"polluted":1},"part":{"title":"x","__proto__":{"polluted":1}}}'));
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('a query', () => {
  it('is read as what its class says', () => {
    expect(query({ page: '2', unread_only: 'true', priority: 'low', unknown: 'x', other: ['a', 'b'] })).toEqual({ page: 2, unread_only: true, priority: 'low' });
    expect(query({ unread_only: 'false' })).toEqual({ unread_only: false });
    expect(query({})).toBeInstanceOf(UnreadQuery);
  });

  it.each(['', '1', 'TRUE', 'yes'])('has no boolean in %j', (value) => {
    expect(problems(() => query({ unread_only: value }))).toEqual(['unread_only type: unread_only must be a boolean value']);
  });

  it('may give a parameter once', () => {
    expect(problems(() => query({ priority: ['low', 'high'] }))).toEqual(['priority type: priority must be given once']);
  });
});

describe('other parameters', () => {
  it('are left alone', () => {
    expect(pipe.transform('x', { type: 'param', metatype: String })).toBe('x');
    expect(pipe.transform({ a: 1 }, { type: 'body', metatype: Object })).toEqual({ a: 1 });
    expect(pipe.transform({ a: 1 }, { type: 'query' })).toEqual({ a: 1 });
    expect(pipe.transform('x', { type: 'custom', metatype: Flat })).toBe('x');
  });
});

describe('the length of a text', () => {
  it('counts characters, not units', () => {
    for (const title of ['a', 'abcde', '😀😀😀😀😀', 'a😀b😀c', '你好吗朋友']) expect(problems(() => body({ title }, Part))).toEqual([]);
    for (const title of ['', 'abcdef', '😀😀😀😀😀😀', '😀😀😀😀😀a']) expect(problems(() => body({ title }, Part))).toEqual(['title length: title must have 1 to 5 characters']);
  });
});
