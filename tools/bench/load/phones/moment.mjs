/** Milliseconds of the machine's monotonic clock: the same in all of its processes, whenever they started. */
export const moment = () => Number(process.hrtime.bigint()) / 1e6;
