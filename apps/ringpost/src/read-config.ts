import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { loadConfig, type Config } from '@ringpost/edge';

/** The configuration of the environment and of a `.env` file, of which the environment wins. Errors: `ConfigError`. */
export function readConfig(): Config {
  if (existsSync('.env')) loadEnvFile('.env');
  return loadConfig();
}
