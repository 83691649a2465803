/** Takes user and password out of URLs, which Git repeats in its messages. */
export function withoutCredentials(text: string): string {
  return text.replace(/(\w+:\/\/)[^/@\s]+@/g, '$1');
}
