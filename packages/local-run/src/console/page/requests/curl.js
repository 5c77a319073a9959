/**
 * A command that sends a request from a shell, with its secrets: bash, zsh and other shells of Unix.
 *
 * @param {import('../api.js').SentRequest} request
 */
export function curlCommand({ base, method, path, body, form, bearer }) {
  const url = base + path;
  const data = form ? new URLSearchParams(form).toString() : body && JSON.stringify(body);
  const parts = [
    // curl would replace the brackets of a URL.
    `curl${/[[\]{}]/.test(url) ? ' --globoff' : ''}${method === 'GET' ? '' : ` -X ${method}`} ${quoted(url)}`,
    ...(bearer ? [`-H ${quoted(`Authorization: Bearer ${bearer.token}`)}`] : []),
    ...(body ? [`-H ${quoted('Content-Type: application/json')}`] : []),
    // For a form, curl sets the Content-Type.
    ...(data === undefined ? [] : [`--data-raw ${quoted(data)}`]),
  ];
  return parts.join(' \\\n  ');
}

/** Within single quotes, a shell changes nothing. A single quote ends them, follows escaped, and begins them again. @param {string} text */
function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
