import { languageOf } from './language.js';

describe('the language of an answer', () => {
  it.each([
    [undefined, 'en'], ['', 'en'], ['zh', 'zh'], ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'], ['en-US,en;q=0.9,zh;q=0.8', 'en'], ['en;q=0.2, ZH-Hant;q=0.3', 'zh'],
    ['fr, zh;q=0.1', 'zh'], ['fr', 'en'], ['*', 'en'], ['zh;q=0', 'en'], ['zh;q=abc', 'en'], ['zh;q=2', 'en'], ['zhx', 'en'], [',;,;q=', 'en'],
    [`${'x,'.repeat(5_000)}zh`, 'en'],
  ])('of %j is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});
