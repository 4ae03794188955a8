import { Matches } from 'class-validator';
import { CodePoints } from '@ringpost/edge';

/** The user in the path. */
export class UserParams {
  @CodePoints(1, 128) user_id: string;
}

/** The device in the path. */
export class DeviceParams {
  @Matches(/^[A-Za-z0-9._:-]{1,128}$/) udid: string;
}

/** The device and the user in the path. */
export class MemberParams extends DeviceParams {
  @CodePoints(1, 128) user_id: string;
}
