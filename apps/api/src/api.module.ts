import { randomBytes } from 'node:crypto';
import { Module, type DynamicModule, type FactoryProvider, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { Clock, IdGenerator, Vault } from '@ringpost/domain';
import { DomainErrorFilter, IdentityObserver, RequestValidationPipe, TokenGuard, authProviders, type AuthSettings } from '@ringpost/edge';
import { DeliveryLogService, DeviceService, IdempotencyService, InboxService, PushTokenService, RecipientService } from '@ringpost/messaging';
import { AuditRepository, Database, DeliveryRepository, DeviceRepository, IdempotencyRepository, InboxRepository, PushTokenRepository, RecipientRepository } from '@ringpost/persistence';
import { RecipientObserver } from './recipient-observer.js';
import { DevicesController } from './rest/devices/devices.controller.js';
import { IdempotencyInterceptor } from './rest/idempotency.interceptor.js';
import { LogsController } from './rest/logs/logs.controller.js';
import { NotificationsController } from './rest/notifications/notifications.controller.js';
import { PushTokensController } from './rest/push-tokens/push-tokens.controller.js';
import { RecipientsController } from './rest/recipients/recipients.controller.js';

/** What the API stands on. */
export interface ApiResources extends AuthSettings {
  readonly database: Database;
  readonly vault: Vault;
}

// The application's classes know no framework: what each is built from is said here.
const build = <Parts extends unknown[], T>(provide: new (...parts: Parts) => T, ...inject: { [I in keyof Parts]: Token<Parts[I]> }): FactoryProvider<T> => ({
  provide,
  inject: [...inject] as never[],
  useFactory: (...parts: unknown[]) => new provide(...(parts as Parts)),
});
// A class that is made elsewhere is a token all the same, its constructor being its own affair.
type Token<T> = { readonly prototype: T };

const SERVICES: Provider[] = [
  build(AuditRepository),
  build(DeliveryRepository, Database),
  build(DeviceRepository, Database),
  build(IdempotencyRepository),
  build(InboxRepository, Database),
  build(PushTokenRepository, Database),
  build(RecipientRepository),
  build(DeliveryLogService, DeliveryRepository),
  build(DeviceService, Database, DeviceRepository, AuditRepository, Clock, IdGenerator),
  build(IdempotencyService, Database, IdempotencyRepository, Clock),
  build(InboxService, Database, InboxRepository, Clock, IdGenerator),
  build(PushTokenService, Database, PushTokenRepository, AuditRepository, Vault, Clock, IdGenerator),
  build(RecipientService, Database, RecipientRepository, Clock),
  IdempotencyInterceptor,
];

/** The REST surface over the core. */
@Module({})
export class ApiModule {
  static with(resources: ApiResources): DynamicModule {
    const { database, vault, clock, log } = resources;
    return {
      module: ApiModule,
      controllers: [PushTokensController, LogsController, NotificationsController, RecipientsController, DevicesController],
      providers: [
        { provide: Database, useValue: database },
        { provide: Vault, useValue: vault },
        { provide: Clock, useValue: clock },
        { provide: IdGenerator, useValue: new IdGenerator(clock, randomBytes) },
        ...SERVICES,
        ...authProviders(resources),
        { provide: IdentityObserver, inject: [RecipientService], useFactory: (recipients: RecipientService) => new RecipientObserver(recipients) },
        { provide: APP_GUARD, useExisting: TokenGuard },
        { provide: APP_PIPE, useValue: new RequestValidationPipe() },
        { provide: APP_FILTER, useValue: new DomainErrorFilter({ log, clock }) },
      ],
    };
  }
}
