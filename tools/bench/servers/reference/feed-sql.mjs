import { FEED_TYPE } from '../../population.mjs';

/** The newest notifications of one type with the names of those who sent and got them. `$1` tenant, `$2` user, then FEED_VALUES. */
export const FEED_SQL = `
select n.*, s.name as sender_name, r.name as receiver_name
from (select tenant_id, id, user_id, type, title, content, purpose, sender_id from notification where tenant_id = $1 and user_id = $2 and type = $3 order by id desc limit $4) n
left join recipient s on s.tenant_id = n.tenant_id and s.user_id = n.sender_id
left join recipient r on r.tenant_id = $1 and r.user_id = $2
order by n.id desc`;

export const FEED_VALUES = [FEED_TYPE, 500];
