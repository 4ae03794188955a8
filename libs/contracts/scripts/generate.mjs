// Makes a bundle in generated/ and types in src/ from each description in openapi/, and src/graphql.ts from graphql/. With --check it
// changes nothing: it fails when the checked-in files are not what would be made, or when a description breaks a lint rule.
//
//   node scripts/generate.mjs [--check] [folder]      folder: where openapi/, graphql/ and the files made from them are; this package by default
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import { parse } from 'graphql';
import openapiTS, { astToString } from 'openapi-typescript';

const PACKAGE = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const SURFACES = ['rest', 'legacy'].map((name) => ({ source: `openapi/${name}.yaml`, bundle: `generated/${name}.json`, types: `src/${name}.ts` }));
const SCHEMA = 'graphql/schema.graphql';
const SCHEMA_TYPES = 'src/graphql.ts';
const headerOf = (source) => `// Generated from ${source}. Change that and run "npm run generate -w @ringpost/contracts".\n\n`;
const MADE = [...SURFACES.flatMap(({ source, bundle, types }) => [[bundle, source], [types, source]]), [SCHEMA_TYPES, SCHEMA]];

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const REDOCLY = join(dirname(require.resolve('@redocly/cli/package.json')), 'bin/cli.js');
// Neither use is told to anybody, nor a newer version looked for: builds work without a network.
const QUIET = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NODE_OPTIONS: '', FORCE_COLOR: '0' };

const redocly = (folder, ...args) =>
  run(process.execPath, [REDOCLY, ...args, '--config', join(PACKAGE, 'redocly.yaml')], { cwd: folder, env: QUIET, maxBuffer: 2 ** 26 });

/** Writes what is made of `folder`'s descriptions below `target`. */
async function generate(folder, target) {
  await mkdir(join(target, dirname(SCHEMA_TYPES)), { recursive: true });
  await Promise.all([...SURFACES.map((surface) => generateSurface(surface, folder, target)), generateGraphql(folder, target)]);
}

async function generateSurface({ source, bundle, types }, folder, target) {
  await redocly(folder, 'bundle', join(folder, source), '--output', join(target, bundle));
  const ast = await openapiTS(JSON.parse(await readFile(join(target, bundle), 'utf8')), { defaultNonNullable: false, silent: true });
  await writeFile(join(target, types), headerOf(source) + astToString(ast));
}

async function generateGraphql(folder, target) {
  const types = await codegen({
    schema: parse(await readFile(join(folder, SCHEMA), 'utf8')),
    documents: [],
    filename: SCHEMA_TYPES,
    pluginMap: { typescript },
    plugins: [{ typescript: {} }],
    config: { skipTypename: true, useTypeImports: true, enumsAsTypes: true, immutableTypes: true, avoidOptionals: { field: true }, onlyOperationTypes: false },
  });
  await writeFile(join(target, SCHEMA_TYPES), `${headerOf(SCHEMA)}${types.trim()}\n`);
}

/** The files of `folder` that differ from what its descriptions give, each with its description. */
async function drifted(folder) {
  const fresh = await mkdtemp(join(tmpdir(), 'contracts-'));
  try {
    await generate(folder, fresh);
    const differs = async (file) => (await text(join(folder, file))) !== (await text(join(fresh, file)));
    return (await Promise.all(MADE.map(async ([file, source]) => ((await differs(file)) ? [{ file, source }] : [])))).flat();
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

const text = (file) => readFile(file, 'utf8').catch((error) => (error.code === 'ENOENT' ? undefined : Promise.reject(error)));

const lint = (folder) => redocly(folder, 'lint', ...SURFACES.map(({ source }) => join(folder, source)), '--max-problems', '1000');

/** Complaints about `folder`, each for a person to read; none when all is well. */
async function complaints(folder) {
  const [linted, files] = await Promise.allSettled([lint(folder), drifted(folder)]);
  if (linted.status === 'rejected') return [words(linted.reason)];
  if (files.status === 'rejected') return [words(files.reason)];
  return files.value.map(({ file, source }) => `${file} is not what ${source} gives. Run "npm run generate -w @ringpost/contracts" and commit the result.`);
}

const words = (outcome) => `${outcome.stdout ?? ''}${outcome.stderr ?? ''}`.trim() || String(outcome.message ?? outcome);

const args = process.argv.slice(2);
const folder = resolve(args.find((arg) => !arg.startsWith('--')) ?? PACKAGE);
if (args.includes('--check')) {
  const found = await complaints(folder);
  for (const complaint of found) console.error(complaint);
  process.exitCode = found.length > 0 ? 1 : 0;
} else {
  await generate(folder, folder).catch((error) => {
    console.error(words(error));
    process.exitCode = 1;
  });
}
