import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** The rules that a line breaks when it stands in a file. */
async function brokenBy(line, file) {
  const eslint = new ESLint({ cwd: root, overrideConfig: { languageOptions: { parserOptions: { projectService: false } }, rules: { '@typescript-eslint/no-floating-promises': 'off' } } });
  const [{ messages }] = await eslint.lintText(`${line}\n`, { filePath: path.join(root, file) });
  return messages.map(({ ruleId, message }) => ruleId ?? message);
}

const BOUNDARY = '@nx/enforce-module-boundaries';

describe('the boundaries between layers', () => {
  it.each([
    ['the domain', "export * from '@ringpost/persistence';", 'libs/domain/src/clock.ts'],
    ['the domain', "export * from '@nestjs/common';", 'libs/domain/src/clock.ts'],
    ['the contracts', "export * from '@ringpost/domain';", 'libs/contracts/src/index.ts'],
    ['persistence', "export * from '@ringpost/messaging';", 'libs/persistence/src/index.ts'],
    ['messaging', "export * from '@ringpost/edge';", 'libs/messaging/src/index.ts'],
    ['messaging', "export * from '@mikro-orm/postgresql';", 'libs/messaging/src/index.ts'],
    ['edge', "export * from '@ringpost/messaging';", 'libs/edge/src/index.ts'],
    ['an app', "export * from '@ringpost/worker';", 'apps/api/src/index.ts'],
  ])('stop %s at: %s', async (_layer, line, file) => {
    expect(await brokenBy(line, file)).toContain(BOUNDARY);
  });

  it.each([
    ["export * from '@ringpost/domain';", 'libs/persistence/src/index.ts'],
    ["export * from '@ringpost/persistence';", 'libs/messaging/src/index.ts'],
    ["export * from '@ringpost/api';", 'apps/ringpost/src/installation.ts'],
  ])('let pass: %s in %s', async (line, file) => {
    expect(await brokenBy(line, file)).not.toContain(BOUNDARY);
  });

  it('keep repositories out of controllers', async () => {
    const line = "import { InboxRepository } from '@ringpost/persistence';\nexport const inbox = InboxRepository;";
    expect(await brokenBy(line, 'apps/api/src/rest/notifications/notifications.controller.ts')).toContain('@typescript-eslint/no-restricted-imports');
    expect(await brokenBy(line, 'apps/api/src/api.module.ts')).not.toContain('@typescript-eslint/no-restricted-imports');
  });

  it('keep the time of the machine out of the core', async () => {
    expect(await brokenBy('export const now = new Date();', 'libs/messaging/src/inbox/inbox.service.ts')).toContain('no-restricted-syntax');
  });

  it('keep the environment in one place', async () => {
    expect(await brokenBy('export const port = process.env.PORT;', 'apps/api/src/index.ts')).toContain('no-restricted-properties');
  });
});
