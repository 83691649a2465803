import type { Notification } from './port.js';

/** The sentence, and the command in a box of its own, in Slack's markup. */
export function slackText({ text, command }: Pick<Notification, 'text' | 'command'>): string {
  return command === undefined ? escape(text) : `${escape(text)}\n\`\`\`${escape(command)}\`\`\``;
}

// Slack reads <…> as a link or a mention: a reason typed by somebody must not call a whole channel.
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
