import { openFilesLimit } from './open-files.js';

describe('the limit of open files', () => {
  it.each<[string, string, number | undefined]>([
    ['a number', 'Limit                     Soft Limit           Hard Limit           Units\nMax open files            1024                 524288               files\n', 1_024],
    ['unlimited', 'Max open files            unlimited            unlimited            files\n', undefined],
    ['something else', '', undefined],
  ])('is read where it is %s', (_what, text, limit) => {
    expect(openFilesLimit(() => text)).toBe(limit);
  });

  it('is unknown where nothing says it', () => {
    expect(openFilesLimit(() => { throw new Error('ENOENT'); })).toBeUndefined();
  });
});
