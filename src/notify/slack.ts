import type { Channel, Message } from './channel.js';
import { addressOf, postJson, type PostOptions } from './post-json.js';
import { clipped, headlineOf } from './words.js';

export interface SlackOptions extends Omit<PostOptions, 'channel'> {
  /** Reads the incoming webhook's URL, which is a secret. */
  readonly url: () => Promise<string>;
}

/** An incoming webhook of Slack, or of what takes the same: Mattermost, Rocket.Chat, Teams behind a workflow. */
export function createSlackChannel({ url, ...options }: SlackOptions): Channel {
  return {
    keepsIncidents: false,
    async deliver(message) {
      const target = addressOf('slack', await url());
      const body = JSON.stringify({ text: slackText(message) });
      await postJson({ url: target, body }, { ...options, channel: 'slack' });
    },
  };
}

/** The headline, the sentence, the command in a box of its own, and where to look, in Slack's markup. */
export function slackText({ notification, link }: Omit<Message, 'deduplicationKey'>): string {
  const { text, command } = notification;
  return [
    `*Rollcall: ${escaped(headlineOf(notification))}*`,
    escaped(clipped(text)),
    ...(command === undefined ? [] : [`\`\`\`${escaped(command)}\`\`\``]),
    ...(link === null ? [] : [`<${escaped(link)}|Web UI>`]),
  ].join('\n');
}

// Slack reads <…> as a link or a mention: a reason typed by somebody must not call a whole channel.
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
