import { execFile } from 'node:child_process';
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('..', import.meta.url));
const made = ['openapi', 'graphql', 'generated', 'src/rest.ts', 'src/legacy.ts', 'src/graphql.ts'];
let copy: string;

beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'contracts-spec-'));
  for (const part of made) await cp(join(home, part), join(copy, part), { recursive: true });
});
afterEach(() => rm(copy, { recursive: true, force: true }));

/** Runs the generator on the copy. */
function generator(...args: string[]): Promise<{ code: number; words: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [join(home, 'scripts/generate.mjs'), ...args, copy], (error, stdout, stderr) => {
      done({ code: error ? Number(error.code) : 0, words: stdout + stderr });
    });
  });
}

const replaceIn = async (file: string, from: string, to: string) => {
  const before = await readFile(join(copy, file), 'utf8');
  expect(before).toContain(from);
  await writeFile(join(copy, file), before.replace(from, to));
};

it('finds that the checked-in files are what the description gives', async () => {
  expect(await generator('--check')).toEqual({ code: 0, words: '' });
});

it('notices a description that changed without its files, and generating mends it', async () => {
  await replaceIn('openapi/schemas/push-token.yaml', 'enum: [ios, android, web, desktop]', 'enum: [ios, android, web, desktop, watch]');
  const { code, words } = await generator('--check');
  expect(code).toBe(1);
  expect(words).toContain('generated/rest.json is not what openapi/rest.yaml gives');
  expect(words).toContain('src/rest.ts is not what openapi/rest.yaml gives. Run "npm run generate -w @ringpost/contracts"');
  expect(await generator()).toEqual({ code: 0, words: '' });
  expect(await generator('--check')).toEqual({ code: 0, words: '' });
});

it('notices a change of the other description, and that it is the other one', async () => {
  await replaceIn('openapi/legacy/schemas.yaml', 'maxLength: 4096', 'maxLength: 4097');
  const { code, words } = await generator('--check');
  expect([code, words]).toEqual([1, 'generated/legacy.json is not what openapi/legacy.yaml gives. Run "npm run generate -w @ringpost/contracts" and commit the result.\n']);
});

it('notices a schema that changed without its types', async () => {
  await replaceIn('graphql/schema.graphql', '  purpose: String\n', '  purpose: String!\n');
  expect(await generator('--check')).toEqual({ code: 1, words: 'src/graphql.ts is not what graphql/schema.graphql gives. Run "npm run generate -w @ringpost/contracts" and commit the result.\n' });
});

it('refuses a schema that cannot be read', async () => {
  await replaceIn('graphql/schema.graphql', 'type Query {', 'type Query {{');
  expect(await generator('--check')).toMatchObject({ code: 1, words: expect.stringContaining('Syntax Error') });
});

it('notices files that were edited by hand or are missing, and leaves them as they are', async () => {
  await appendFile(join(copy, 'src/rest.ts'), 'export type Mine = 1;\n');
  await rm(join(copy, 'generated'), { recursive: true });
  const { code, words } = await generator('--check');
  expect(code).toBe(1);
  const complained = words.trim().split('\n').map((line) => line.split(' ')[0]);
  expect(complained).toEqual(['generated/rest.json', 'src/rest.ts', 'generated/legacy.json']);
  expect(await readFile(join(copy, 'src/rest.ts'), 'utf8')).toContain('export type Mine');
});

it('refuses a description that breaks a rule, even a small one', async () => {
  await replaceIn('openapi/paths/unread-count.yaml', '  operationId: countUnreadNotifications\n', '');
  const { code, words } = await generator('--check');
  expect(code).toBe(1);
  expect(words).toContain('operation-operationId');
});

it.each([
  ['openapi/paths/unread-count.yaml', 'unread_count: 3', 'unread_count: many', 'unread_count'],
  ['openapi/legacy/paths/login.yaml', 'time: 1775030400', 'time: soon', 'time'],
])('refuses an example in %s that does not fit', async (file, from, to, words) => {
  await replaceIn(file, from, to);
  expect(await generator('--check')).toMatchObject({ code: 1, words: expect.stringContaining(words) });
});
