import { randomBytes } from 'node:crypto';
import { Module, type DynamicModule, type FactoryProvider, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { Clock, IdGenerator, ProviderKinds, Vault } from '@ringpost/domain';
import { DomainErrorFilter, IdentityObserver, RequestValidationPipe, TokenGuard, authProviders, type AuthSettings, type Config, type Vitals } from '@ringpost/edge';
import { Audience, BulkService, CallbackAccounts, DeliveryLogService, DeliveryMaker, DeliveryWatch, DeviceService, EventAcceptance, EventService, FeedService, IdempotencyService, InboxService, MembershipService, MessageWriter, NotifyService, ProviderAccountService, PushTokenService, ReachableProviders, ReceiptService, RecipientService, RingAnswerService, RingEnding, RingService, RingTraceService, SendService, ShareNoticeService, SharingService, TokenHistoryService, TokenPlacement, VerifiedAddressService, WakeUps } from '@ringpost/messaging';
import { AcceptanceRepository, AuditRepository, Database, DeliveryRepository, DeviceRepository, IdempotencyRepository, InboxRepository, ProviderAccountRepository, PushTokenRepository, RecipientRepository, RingRepository, ShareRepository, TokenHistoryRepository, type RateLimits } from '@ringpost/persistence';
import { PROVIDER_KINDS } from '@ringpost/providers';
import { graphqlModule } from './graphql/graphql.module.js';
import { ListedTypes, NotificationsResolver } from './graphql/notifications.resolver.js';
import { OkOrReason } from './graphql/ok-or-reason.js';
import { SharingResolver } from './graphql/sharing.resolver.js';
import { RecipientObserver } from './recipient-observer.js';
import { DevicesController } from './rest/devices/devices.controller.js';
import { IdempotencyInterceptor } from './rest/idempotency.interceptor.js';
import { KeyInHandInterceptor } from './rest/key-in-hand.interceptor.js';
import { LogsController } from './rest/logs/logs.controller.js';
import { NotificationsController } from './rest/notifications/notifications.controller.js';
import { ProviderAccountsController } from './rest/provider-accounts/provider-accounts.controller.js';
import { PushTokensController } from './rest/push-tokens/push-tokens.controller.js';
import { RecipientsController } from './rest/recipients/recipients.controller.js';
import { RingsController } from './rest/rings/rings.controller.js';
import { CallbackMetrics } from './rest/sending/callback-metrics.js';
import { PreferWaitInterceptor } from './rest/sending/prefer-wait.interceptor.js';
import { readBounce } from './rest/sending/read-bounce.js';
import { SendingController } from './rest/sending/sending.controller.js';

/** What the API stands on. */
export interface ApiResources extends AuthSettings, Vitals {
  readonly config: Config;
  readonly database: Database;
  readonly vault: Vault;
  readonly rateLimits: RateLimits;
  readonly wakeUps: WakeUps;
}

// Look-ups of addresses to share with, for each user: enough for a large family, too few to try out a list.
const LOOKUPS = { name: 'share lookups', points: 20, windowSeconds: 3_600 };

// The application's classes know no framework: what each is built from is said here.
const build = <Parts extends unknown[], T>(provide: new (...parts: Parts) => T, ...inject: { [I in keyof Parts]: Token<Parts[I]> }): FactoryProvider<T> => ({
  provide,
  inject: [...inject] as never[],
  useFactory: (...parts: unknown[]) => new provide(...(parts as Parts)),
});
// A class that is made elsewhere is a token all the same, its constructor being its own affair.
type Token<T> = { readonly prototype: T };

const SERVICES: Provider[] = [
  build(AcceptanceRepository, Database),
  build(AuditRepository),
  build(DeliveryRepository, Database),
  build(DeviceRepository, Database),
  build(IdempotencyRepository),
  build(InboxRepository, Database),
  build(ProviderAccountRepository),
  build(PushTokenRepository, Database),
  build(RecipientRepository, Database),
  build(RingRepository, Database),
  build(ShareRepository),
  build(TokenHistoryRepository, Database),
  build(DeliveryLogService, DeliveryRepository),
  build(MembershipService, Database, DeviceRepository, IdGenerator),
  build(ShareNoticeService, DeviceRepository, ShareRepository, InboxRepository, RecipientRepository, Clock, IdGenerator),
  build(DeviceService, Database, DeviceRepository, AuditRepository, Clock, IdGenerator, MembershipService, ShareNoticeService),
  build(FeedService, InboxRepository, Vault),
  build(IdempotencyService, Database, IdempotencyRepository, Clock),
  build(InboxService, Database, InboxRepository, Clock, IdGenerator),
  build(ProviderAccountService, Database, ProviderAccountRepository, AuditRepository, ReachableProviders, Vault, Clock, IdGenerator),
  build(TokenPlacement, PushTokenRepository, AuditRepository, Clock, IdGenerator),
  build(PushTokenService, Database, PushTokenRepository, TokenPlacement, Vault, Clock),
  build(TokenHistoryService, TokenHistoryRepository),
  build(RecipientService, Database, RecipientRepository, Clock),
  build(SharingService, DeviceRepository, ShareRepository, MembershipService, VerifiedAddressService, ShareNoticeService, Vault, Clock),
  build(DeliveryMaker, Vault, IdGenerator),
  build(Audience, AcceptanceRepository, DeliveryMaker, WakeUps, Vault),
  build(SendService, AcceptanceRepository, DeliveryMaker, MessageWriter, ProviderKinds, Vault, Clock, IdGenerator),
  build(BulkService, Database, Audience, MessageWriter, ProviderKinds, Clock, IdGenerator),
  build(MessageWriter, Database, AcceptanceRepository, WakeUps, Vault),
  build(NotifyService, Database, InboxService, RecipientRepository, Audience, DeliveryMaker, MessageWriter, Clock),
  build(EventAcceptance, RingRepository, DeliveryMaker, WakeUps, ProviderKinds, Vault, Clock, IdGenerator),
  build(EventService, EventAcceptance),
  build(RingEnding, RingRepository, AcceptanceRepository, DeliveryMaker, WakeUps, Vault, Clock, IdGenerator),
  build(RingService, Database, RingRepository, EventAcceptance, RingEnding),
  build(RingAnswerService, Database, RingRepository, RingEnding),
  build(RingTraceService, RingRepository),
  build(CallbackAccounts, Database, ProviderAccountRepository, Vault),
  IdempotencyInterceptor,
  KeyInHandInterceptor,
  PreferWaitInterceptor,
  OkOrReason,
];

/** The REST and GraphQL surfaces over the core. */
@Module({})
export class ApiModule {
  static with(resources: ApiResources): DynamicModule {
    const { config, database, vault, clock, log, rateLimits, wakeUps, health, metrics } = resources;
    return {
      module: ApiModule,
      imports: [graphqlModule(config)],
      controllers: [PushTokensController, LogsController, NotificationsController, RecipientsController, DevicesController, ProviderAccountsController, SendingController, RingsController],
      providers: [
        { provide: Database, useValue: database },
        { provide: Vault, useValue: vault },
        { provide: ProviderKinds, useValue: PROVIDER_KINDS },
        { provide: ReachableProviders, useValue: new ReachableProviders(PROVIDER_KINDS, 'public') },
        { provide: Clock, useValue: clock },
        { provide: IdGenerator, useValue: new IdGenerator(clock, randomBytes) },
        { provide: WakeUps, useValue: wakeUps },
        ...SERVICES,
        { provide: DeliveryWatch, inject: [DeliveryRepository], useFactory: (log: DeliveryRepository) => new DeliveryWatch(log, () => health.draining) },
        { provide: ReceiptService, inject: [CallbackAccounts, DeliveryRepository], useFactory: (accounts: CallbackAccounts, log: DeliveryRepository) => new ReceiptService(accounts, log, readBounce, new CallbackMetrics(metrics), clock) },
        { provide: VerifiedAddressService, inject: [RecipientRepository], useFactory: (recipients: RecipientRepository) => new VerifiedAddressService(recipients, rateLimits.limit(LOOKUPS)) },
        NotificationsResolver,
        SharingResolver,
        { provide: ListedTypes, useValue: { types: config.graphqlNotificationTypes } },
        ...authProviders(resources),
        { provide: IdentityObserver, inject: [RecipientService], useFactory: (recipients: RecipientService) => new RecipientObserver(recipients) },
        { provide: APP_GUARD, useExisting: TokenGuard },
        { provide: APP_PIPE, useValue: new RequestValidationPipe() },
        { provide: APP_FILTER, useValue: new DomainErrorFilter({ log, clock }) },
      ],
    };
  }
}
