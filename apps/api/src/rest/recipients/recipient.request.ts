import { IsEmail, IsTimeZone, Matches, ValidateIf } from 'class-validator';
import type { RecipientDetails } from '@ringpost/domain';
import { CodePoints } from '@ringpost/edge';

// Null and '' both clear a member.
const IfGiven = (): PropertyDecorator => ValidateIf((_body, value) => value !== undefined && value !== null && value !== '');

/** What is to be known of a user. */
export class RecipientBody {
  @IfGiven() @CodePoints(1, 200) name?: string | null;
  @IfGiven() @CodePoints(3, 254) @IsEmail() email?: string | null;
  @IfGiven() @Matches(/^\+?[0-9][0-9 ()-]{3,30}$/) phone?: string | null;
  @IfGiven() @Matches(/^[A-Za-z]{2,8}([_-][A-Za-z0-9]{1,8})*$/) @CodePoints(2, 35) locale?: string | null;
  @IfGiven() @IsTimeZone() time_zone?: string | null;
}

/** The body in the core's words. Phones are kept as digits. */
export const detailsOf = (body: RecipientBody): RecipientDetails => ({
  name: body.name,
  email: body.email,
  phone: body.phone?.replace(/[^\d+]/g, '') ?? body.phone,
  locale: body.locale,
  timeZone: body.time_zone,
});
