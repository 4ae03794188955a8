import { randomBytes } from 'node:crypto';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { IdGenerator, type Vault } from '@ringpost/domain';
import { Authenticator, DomainErrorFilter, authProviders, type AuthSettings, type Config } from '@ringpost/edge';
import { LegacySessionService, LegacyTokenService, PasswordQueue, TokenPlacement, type LoginRules } from '@ringpost/messaging';
import { AuditRepository, LegacyAccountRepository, PushTokenRepository, type Database, type Notifications, type RateLimits } from '@ringpost/persistence';
import { BodyPipe } from './body.pipe.js';
import { legacyError } from './legacy-error.js';
import { RegistrationPipe, TokenRules } from './tokens/registration.pipe.js';
import { MessageTokensController, RingTokensController } from './tokens/tokens.controller.js';
import { CallerFinder } from './users/caller-finder.js';
import { UsersController } from './users/users.controller.js';

/** What the surface for older apps stands on. */
export interface LegacyResources extends AuthSettings {
  readonly config: Config;
  readonly database: Database;
  readonly vault: Vault;
  readonly rateLimits: RateLimits;
  readonly notifications: Pick<Notifications, 'listen' | 'isLive' | 'epoch'>;
}

// Tries of one name, whoever makes them, and from one address, whatever the name.
const LOGINS = {
  account: { name: 'legacy logins', points: 10, windowSeconds: 60 },
  address: { name: 'legacy login addresses', points: 100, windowSeconds: 60 },
} as const;

/** Logins and push tokens of older apps over the core. */
@Module({})
export class LegacyModule {
  static with(resources: LegacyResources): DynamicModule {
    const { config, log, clock } = resources;
    const tokens = tokenService(resources);
    return {
      module: LegacyModule,
      controllers: [UsersController, RingTokensController, MessageTokensController],
      providers: [
        { provide: LegacyTokenService, useValue: tokens },
        { provide: LegacySessionService, useValue: sessionService(resources, tokens) },
        { provide: TokenRules, useValue: { pushTokenMax: config.legacyPushTokenMax, defaultBundleId: config.legacyDefaultBundleId } },
        RegistrationPipe,
        ...authProviders(resources),
        { provide: CallerFinder, inject: [Authenticator, LegacySessionService], useFactory: (jwts: Authenticator, sessions: LegacySessionService) => new CallerFinder(jwts, sessions) },
        { provide: APP_PIPE, useValue: new BodyPipe() },
        { provide: APP_FILTER, useValue: new DomainErrorFilter({ log, clock, errorForm: legacyError }) },
      ],
    };
  }
}

function tokenService({ database, vault, clock }: LegacyResources): LegacyTokenService {
  const tokens = new PushTokenRepository(database);
  return new LegacyTokenService(database, tokens, new LegacyAccountRepository(database), new TokenPlacement(tokens, new AuditRepository(), clock, new IdGenerator(clock, randomBytes)), vault, clock);
}

function sessionService({ config, database, rateLimits, notifications, clock }: LegacyResources, tokens: LegacyTokenService): LegacySessionService {
  const limits = { account: rateLimits.limit(LOGINS.account), address: rateLimits.limit(LOGINS.address) };
  const rules: LoginRules = { days: config.legacySessionDays, strict: config.legacyStrictLogin, limits };
  return new LegacySessionService(database, new LegacyAccountRepository(database), tokens, new PasswordQueue(), notifications, rules, clock);
}
