import { invalidField, type ProviderConfig } from '@ringpost/domain';
import { TestProvider } from './test-provider.js';

/** A provider of tests that is particular about its accounts: they need an `endpoint` and a `secret`, and may have a `sound`. */
export class TestStrictProvider extends TestProvider {
  /** How often a configuration was read. */
  read = 0;

  override readConfig({ endpoint, secret, sound }: ProviderConfig): ProviderConfig {
    this.read++;
    for (const [member, value] of Object.entries({ endpoint, secret })) if (typeof value !== 'string' || value === '') throw invalidField(`config.${member}`, 'required', `config.${member} is required`);
    return { endpoint, secret, ...(sound !== undefined && { sound }) };
  }
}
