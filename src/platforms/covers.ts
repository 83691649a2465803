import { sameConfiguration } from '../domain/equality.js';
import { isJsonObject, type Json } from '../domain/json.js';

/** True where a body has all that was asked for; what the platform added by itself does not count. */
export function covers(live: Json | undefined, asked: Json): boolean {
  if (Array.isArray(asked)) {
    if (!Array.isArray(live) || live.length !== asked.length) return false;
    return asked.every((item, at) => covers(live[at], item));
  }
  if (!isJsonObject(asked)) return sameConfiguration(live, asked);
  return isJsonObject(live) && Object.entries(asked).every(([name, of]) => covers(live[name], of));
}
