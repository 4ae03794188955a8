import { invalidField, type ProviderConfig } from '@ringpost/domain';
import { TestProvider } from './test-provider.js';

/** A provider of tests that is particular about its accounts: they need an `endpoint`, which is not to be `private`, and a `secret`, and may have a `sound`. */
export class TestStrictProvider extends TestProvider {
  override readonly destinations = ['endpoint'];
  /** How often a configuration was read. */
  read = 0;

  override readConfig({ endpoint, secret, sound }: ProviderConfig): ProviderConfig {
    this.read++;
    for (const [member, value] of Object.entries({ endpoint, secret })) if (typeof value !== 'string' || value === '') throw invalidField(`config.${member}`, 'required', `config.${member} is required`);
    return { endpoint, secret, ...(sound !== undefined && { sound }) };
  }

  override checkPublic({ endpoint }: ProviderConfig): void {
    if (endpoint === 'private') throw invalidField('config.endpoint', 'format', 'config.endpoint must be public');
  }
}
