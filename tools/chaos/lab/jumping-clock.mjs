// Preloaded into a worker: its calendar can be set while it runs, as an operator or a wrong time server sets that of a machine. Timers and
// `performance.now()` go on as they do, for no setting of a clock moves them.
const Real = Date;
let offsetMs = 0;
const realNow = Real.now.bind(Real);
Real.now = () => realNow() + offsetMs;
globalThis.Date = new Proxy(Real, {
  construct: (target, values, maker) => Reflect.construct(target, values.length === 0 ? [Real.now()] : values, maker),
  apply: () => new Real(Real.now()).toString(),
});
process.on('message', (told) => { offsetMs = told.offsetMs; });
process.channel?.unref(); // must not keep it from ending
