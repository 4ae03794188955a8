import { describeConfig } from './config.js';

const HEAD = '# Every variable is optional. What is left empty has no default, or one that depends on the others.';

/** The text of `.env.example`, which a spec compares with the file. */
export const envExample = (): string =>
  [HEAD, ...describeConfig().map((variable) => `\n# ${variable.about}. Example: ${variable.example}\n${variable.name}=${variable.default ?? ''}`)].join('\n') + '\n';
