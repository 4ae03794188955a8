export const about='todo'; export async function run(){return []}
