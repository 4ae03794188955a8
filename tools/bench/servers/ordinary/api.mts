// The unread list the ordinary way: an entity manager per request, `find` and `count`, passport, a validation pipe. No row-level
// security, no log, no metrics; counting the rows each time instead of keeping counters.
import 'reflect-metadata';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Inject, Injectable, Module, Query, Req, UseGuards, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { EntityManager, EntitySchema, MikroORM, RequestContext, defineConfig } from '@mikro-orm/postgresql';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { Strategy } from 'passport';

class Notification {
  tenantId!: string;
  id!: string;
  userId!: string;
  type!: string;
  eventType!: string | null;
  title!: string;
  content!: string;
  priority!: string;
  actionUrl!: string | null;
  metadata!: string | null;
  readAt!: Date | null;
}
const text = { type: 'text' } as const, maybeText = { type: 'text', nullable: true } as const;
const notification = new EntitySchema<Notification>({
  class: Notification,
  tableName: 'notification',
  properties: {
    tenantId: { type: 'text', primary: true }, id: { type: 'uuid', primary: true }, userId: text, type: text, eventType: maybeText, title: text, content: text,
    priority: text, actionUrl: maybeText, metadata: maybeText, readAt: { type: 'datetime', nullable: true },
  },
});

class PageQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) page = 1;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(100) page_size = 20;
}

interface Actor { userId: string; tenantId: string }

@Injectable()
class InboxService {
  constructor(@Inject(EntityManager) private readonly em: EntityManager) {}

  async unread({ tenantId, userId }: Actor, limit: number, offset: number): Promise<{ rows: Notification[]; total: number }> {
    const where = { tenantId, userId, readAt: null };
    const rows = await this.em.find(Notification, where, { orderBy: { id: 'desc' }, limit, offset });
    return { rows, total: await this.em.count(Notification, where) };
  }
}

// What passport-jwt does, with less around it: an ordinary service is not made slower than it is.
class HmacStrategy extends Strategy {
  authenticate({ headers: { authorization } }: { headers: Record<string, string> }): void {
    const [head, body, signature] = (authorization ?? '').slice('Bearer '.length).split('.');
    const expected = createHmac('sha256', process.env['AUTH_JWT_SECRET']!).update(`${head}.${body}`).digest(), given = Buffer.from(signature ?? '', 'base64url');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return this.fail(401);
    const claims = JSON.parse(Buffer.from(body!, 'base64url').toString()) as { sub: string; tenant_id: string; exp: number };
    return claims.exp * 1_000 > Date.now() ? this.success({ userId: claims.sub, tenantId: claims.tenant_id }) : this.fail(401);
  }
}

@Injectable()
class JwtStrategy extends PassportStrategy(HmacStrategy, 'jwt') {
  validate(): void {}
}

const timeText = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;
const createdAt = (uuid: string): Date => new Date(Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16));
const present = (n: Notification): object => ({
  id: n.id, tenant_id: n.tenantId, user_id: n.userId, type: n.type, event_type: n.eventType ?? undefined, title: n.title, content: n.content, priority: n.priority,
  is_read: n.readAt !== null, read_at: n.readAt ? timeText(n.readAt) : undefined, action_url: n.actionUrl ?? undefined, metadata: n.metadata ?? undefined, created_at: timeText(createdAt(n.id)),
});

@Controller()
class InboxController {
  constructor(@Inject(InboxService) private readonly inbox: InboxService) {}

  @UseGuards(AuthGuard('jwt'))
  @Get('notifications/unread')
  async unread(@Query() { page, page_size: size }: PageQuery, @Req() { user }: { user: Actor }): Promise<object> {
    const { rows, total } = await this.inbox.unread(user, size, (page - 1) * size);
    const pages = Math.ceil(total / size);
    return {
      code: 0, message: 'success', items: rows.map(present), total,
      pagination: { page, page_size: size, total, total_pages: pages, has_next: page < pages, has_prev: page > 1 }, timestamp: timeText(new Date()),
    };
  }

  @Get('health/ready')
  ready(): object {
    return {};
  }
}

const orm = await MikroORM.init(defineConfig({ entities: [notification], clientUrl: process.env['DATABASE_URL']!, pool: { max: 10 }, ensureDatabase: false }));

@Module({ imports: [PassportModule], controllers: [InboxController], providers: [InboxService, JwtStrategy, { provide: EntityManager, useValue: orm.em }] })
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), { logger: ['error', 'warn'] });
app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));
// What MikroORM's module for NestJS does: an entity manager of its own for every request.
app.getHttpAdapter().getInstance().addHook('onRequest', (_request, _reply, done) => RequestContext.create(orm.em, done));
await app.listen(Number(process.env['PORT']), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
