/** Makes elements. All text goes in as text, so no name in a world file can become markup. */
export const domScript = String.raw`
export const byId = (id) => document.getElementById(id);

export function element(name, className = '', text = '', children = []) {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  if (text !== '') made.textContent = text;
  made.append(...children);
  return made;
}

/** Writes only what differs: a page of hundreds of rows is rewritten every other second. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}
`;
