import { Args, Query, Resolver } from '@nestjs/graphql';
import type { Graphql } from '@ringpost/contracts';
import type { Actor } from '@ringpost/domain';
import { Caller } from '@ringpost/edge';
import { FeedService } from '@ringpost/messaging';
import { presentNotifications } from './notification.presenter.js';
import { Selected, type Selection } from './selection.js';

/** What the notification list of this surface is limited to. */
export abstract class ListedTypes {
  abstract readonly types: readonly string[];
}

/** `getNotifications` */
@Resolver()
export class NotificationsResolver {
  constructor(private readonly feed: FeedService, private readonly listed: ListedTypes) {}

  @Query()
  getNotifications(@Caller() actor: Actor, @Args('all') all: boolean | null, @Selected() selected: Selection): Promise<readonly Graphql.Notification[]> {
    return selected.list(all === true, async (wish) => presentNotifications(actor, await this.feed.feed(actor, { ...wish, types: this.listed.types })));
  }
}
