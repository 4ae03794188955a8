/** The text of a request. */
export const bodyOf = (request) => new Promise((resolve) => {
  let body = '';
  request.on('data', (part) => { body += part; });
  request.on('end', () => resolve(body));
});
