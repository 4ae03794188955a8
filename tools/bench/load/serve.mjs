/** Does what the parent asks for, one thing after another: each message names an action, and is answered with what it resolves to. */
export function serve(actions) {
  let busy = Promise.resolve();
  process.on('message', ({ action, ...told }) => {
    busy = busy.then(async () => process.send(await actions[action](told)));
  });
  process.send({ ready: true });
}
