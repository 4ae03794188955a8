import fs from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const manifestOf = (folder) => JSON.parse(fs.readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
const projects = ['apps', 'libs'].flatMap((kind) => fs.readdirSync(path.join(root, kind)).map((name) => `${kind}/${name}`));
const { dependencies, devDependencies } = manifestOf('.');

/** The packages that a project's sources import, its tests aside. */
function importedBy(project) {
  const src = path.join(root, project, 'src');
  const files = fs.readdirSync(src, { recursive: true }).filter((file) => file.endsWith('.ts') && !/spec\.ts$|(^|\/)testing\//.test(file));
  const specifiers = files.flatMap((file) => [...fs.readFileSync(path.join(src, file), 'utf8').matchAll(/(?:from|import|import\(|require\.resolve\()\s*'([^'.][^']*)'/g)].map(([, name]) => name));
  return new Set(specifiers.filter((name) => !isBuiltin(name) && /^[@a-z]/.test(name)).map((name) => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/')));
}

describe.each(projects)('%s', (project) => {
  const manifest = manifestOf(project);

  it('names every package that it imports', () => {
    const named = new Set([manifest.name, ...Object.keys(manifest.dependencies ?? {})]);
    expect([...importedBy(project)].filter((name) => !named.has(name))).toEqual([]);
  });

  it('takes each at the one version of the workspace', () => {
    const external = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(([name]) => !name.startsWith('@ringpost/'));
    expect(external.filter(([name, version]) => (dependencies[name] ?? devDependencies[name]) !== version)).toEqual([]);
  });
});
