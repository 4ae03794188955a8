import { UseInterceptors } from '@nestjs/common';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Actor } from '@ringpost/domain';
import { Caller } from '@ringpost/edge';
import { SharingService } from '@ringpost/messaging';
import { OkOrReason } from './ok-or-reason.js';
import { DeviceArguments, LeaveArguments, ShareArguments, UnshareArguments, shareOf } from './sharing.arguments.js';

/** Devices offered, taken, declined and left. */
@Resolver()
@UseInterceptors(OkOrReason)
export class SharingResolver {
  constructor(private readonly sharing: SharingService) {}

  @Mutation()
  deviceShare(@Caller() actor: Actor, @Args() args: ShareArguments) {
    return this.sharing.share(actor, args.device, shareOf(args));
  }

  @Mutation()
  deviceUnshare(@Caller() actor: Actor, @Args() { device, account }: UnshareArguments) {
    return this.sharing.unshare(actor, device, account);
  }

  @Mutation()
  clearDeviceShare(@Caller() actor: Actor, @Args() { device }: DeviceArguments) {
    return this.sharing.clear(actor, device);
  }

  @Mutation()
  acceptSharedDevice(@Caller() actor: Actor, @Args() { device }: DeviceArguments) {
    return this.sharing.accept(actor, device);
  }

  @Mutation()
  rejectSharedDevice(@Caller() actor: Actor, @Args() { device }: DeviceArguments) {
    return this.sharing.reject(actor, device);
  }

  @Mutation()
  removeSharedDevice(@Caller() actor: Actor, @Args() { device, description }: LeaveArguments) {
    return this.sharing.leave(actor, device, description ?? undefined);
  }
}
