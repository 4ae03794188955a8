import { parsePhoneNumberFromString, type CountryCode, type MetadataJson } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/min/metadata';

/** Where numbers without a country code are read as being. */
const HOME: CountryCode = 'CN';

/** A telephone number as providers want it (E.164), or undefined when the text is none. Numbers without a country code are read as Chinese, as the family's clients write them. */
export function phoneNumberOf(text: string): string | undefined {
  const number = parsePhoneNumberFromString(text, { defaultCountry: HOME, extract: false }, metadata as MetadataJson);
  return number?.isValid() ? number.number : undefined;
}
