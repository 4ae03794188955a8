import { qualityIn } from '../http/quality.js';

/** The languages that messages are written in. */
export type Language = 'en' | 'zh';

/** The language of an Accept-Language header (RFC 9110 §12.5.4): Chinese when it is preferred to English, else English. */
export function languageOf(header: string | undefined): Language {
  if (header === undefined) return 'en';
  let best: Language = 'en', bestQuality = 0;
  for (const part of header.split(',', 20)) {
    const [tag = '', ...parameters] = part.split(';', 3);
    const language = tag.trim().slice(0, 2).toLowerCase();
    if ((language !== 'en' && language !== 'zh') || !/^..(-|$)/.test(tag.trim())) continue;
    const quality = qualityIn(parameters);
    if (quality > bestQuality) [best, bestQuality] = [language, quality];
  }
  return best;
}
