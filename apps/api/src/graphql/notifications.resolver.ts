import { Args, Query, Resolver } from '@nestjs/graphql';
import type { Graphql } from '@ringpost/contracts';
import type { Actor } from '@ringpost/domain';
import { Caller } from '@ringpost/edge';
import { FeedService } from '@ringpost/messaging';
import { presentNotification } from './notification.presenter.js';
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
  async getNotifications(@Caller() actor: Actor, @Args('all') all: boolean | null, @Selected() selected: Selection): Promise<readonly Graphql.Notification[]> {
    return selected.answeredWith((await this.feed.feed(actor, { all: all === true, types: this.listed.types, ...selected.wanted })).map(presentNotification(actor)));
  }
}
