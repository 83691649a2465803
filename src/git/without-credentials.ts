/** Takes user and password out of URLs, which Git repeats in its messages. A password may hold an `@`. */
export function withoutCredentials(text: string): string {
  return text.replace(/(\w+:\/\/)[^/\s]+@/g, '$1');
}
